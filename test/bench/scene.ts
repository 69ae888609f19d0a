import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoKnowledge } from '../../infra/local/demo/knowledge.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { ids } from '../../shared/runtime/system.ts';
import { type Stack, type StackOptions, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';
import { type Outside, startOutside } from './outside.ts';

/** A running stack on a real disk with a hosted tenant, and the world outside it. */
export interface Scene {
  readonly stack: Stack;
  readonly tenant: HostedTenant;
  readonly outside: Outside;
  readonly port: number;
  /** What the stack's clock is ahead of the machine's, milliseconds. */
  readonly aheadMs: () => Promise<number>;
  /** Whether the AI employee answers at the Douyin account. */
  setAgent(mode: 'full-auto' | 'off'): Promise<void>;
}

export interface SceneOptions {
  readonly stack?: StackOptions;
  readonly gatherSeconds?: number;
  readonly welcome?: readonly string[];
  /** The simulators answer instead of the plain outside world. */
  readonly simulated?: boolean;
}

/** Opens a scene for one measure and removes everything afterwards. State is on disk: a memory disk syncs for nothing. */
export async function withScene<T>(options: SceneOptions, run: (scene: Scene) => Promise<T>): Promise<T> {
  const stateDir = mkdtempSync(join(tmpdir(), 'miaohong-bench-'));
  const outside = await startOutside();
  let stack: Stack | undefined;
  try {
    stack = await startStack({
      stateDir,
      warm: true,
      simulators: options.simulated ?? false,
      ...options.stack,
      env: { ...(options.simulated ? {} : outside.environment), ...options.stack?.env },
    });
    const welcome = options.welcome ?? [];
    const tenant = await hostTenant(stack, {
      knowledge: demoKnowledge.map(({ question, answer }) => [question, answer]),
      gatherSeconds: options.gatherSeconds ?? 0,
      welcome: { douyin: welcome, xiaohongshu: welcome },
    });
    return await run(sceneOf(stack, tenant, outside));
  } finally {
    await stack?.stop();
    await outside.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

const sceneOf = (stack: Stack, tenant: HostedTenant, outside: Outside): Scene => ({
  stack,
  tenant,
  outside,
  port: Number(new URL(stack.origin).port),
  aheadMs: async () => (await stack.clock.now()) - Date.now(),
  async setAgent(agentMode) {
    const accounts = createAccountStore(tenant.table);
    const account = await accounts.load(tenant.tenantId, tenant.accountIds.douyin);
    if (!account) throw new Error('the account is not hosted');
    const atMs = await stack.clock.now();
    const audit = {
      tenantId: tenant.tenantId,
      auditId: ids.ulid(),
      atMs,
      actorId: 'system',
      action: 'account.updated',
    };
    const saved = await accounts.save({ ...account, agentMode }, { ...audit, subjectId: account.id });
    if (saved.kind !== 'saved') throw new Error('somebody else changed the account');
  },
});
