import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { demoTenantId, demoUsers, secondTenantId } from '../../infra/local/defaults.ts';
import { PRESET } from '../../infra/simulators/preset.ts';
import { accountIdOf } from '../../shared/accounts/account-id.ts';
import type { Account } from '../../shared/accounts/model.ts';
import { authorizationRow } from '../../shared/accounts/refresh.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { type AccountCard, cardsWrite } from '../../shared/accounts/store-cards.ts';
import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { DEFAULT_MODEL } from '../../shared/agents/models.ts';
import { type Agent, createAgentStore } from '../../shared/agents/store-agents.ts';
import type { Platform } from '../../shared/conversations/model.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { dataKeysOver } from '../../shared/runtime/data-keys.ts';
import { createFieldCipher, type FieldCipher } from '../../shared/runtime/field-cipher.ts';
import { createRowTable, type RowTable } from '../../shared/runtime/row-table.ts';
import { ids } from '../../shared/runtime/system.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';
import { createMemberStore } from '../../shared/tenants/store-members.ts';
import { createTenantStore } from '../../shared/tenants/store-tenants.ts';
import type { Stack } from './stack.ts';

/**
 * A tenant with the simulators' preset accounts, an agent on full auto and the people who can sign in locally, written by
 * the product's own stores: what consent pages and settings screens would have left behind.
 */
export interface HostedTenant {
  readonly tenantId: string;
  readonly table: RowTable;
  readonly cipher: FieldCipher;
  /** Our ids of the enterprise accounts. */
  readonly accountIds: Readonly<Record<Platform, string>>;
  /** Their ids on the platforms. */
  readonly platformIds: Readonly<Record<Platform, string>>;
}

export interface TenantOptions {
  readonly knowledge: readonly (readonly [question: string, answer: string])[];
  readonly gatherSeconds?: number;
  readonly askForContact?: boolean;
  readonly welcome?: Readonly<Record<Platform, readonly string[]>>;
}

const DAY_MS = 86_400_000;
const AGENT_ID = '01TEST0000000000000000AGENT';
export const WELCOME: Readonly<Record<Platform, readonly string[]>> = {
  douyin: ['您好，这里是青木装饰。', '想了解报价还是案例？'],
  xiaohongshu: ['哈喽，我是青木装饰的小青。', '看到笔记来的吗？'],
};

export async function hostTenant(stack: Stack, options: TenantOptions): Promise<HostedTenant> {
  const { awsEnvironment } = stack;
  const table = createRowTable(createAwsJson('dynamodb', awsEnvironment), stack.tableName);
  const cipher = createFieldCipher({
    dataKeys: dataKeysOver(createAwsJson('kms', awsEnvironment), fieldKeyId()),
    keys: createTenantKeys(table),
  });
  const nowMs = await stack.clock.now();
  await putPeople(table, nowMs);
  await createAgentStore(table).create(agent(options, nowMs));
  for (const platform of ['douyin', 'xiaohongshu'] as const) await host(table, cipher, platform, options, nowMs);
  return {
    tenantId: demoTenantId,
    table,
    cipher,
    accountIds: { douyin: idOf('douyin'), xiaohongshu: idOf('xiaohongshu') },
    platformIds: { douyin: PRESET.douyin.enterprise.id, xiaohongshu: PRESET.xiaohongshu.enterprise.id },
  };
}

const idOf = (platform: Platform): string => accountIdOf(platform, PRESET[platform].enterprise.id);

const Template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

/** The one key of the template; the local KMS knows it by its logical id too. */
function fieldKeyId(): string {
  const assembly = process.env.MIAOHONG_ASSEMBLY ?? fileURLToPath(new URL('../../cdk.out', import.meta.url));
  const file = join(assembly, 'Miaohong.template.json');
  const { Resources } = Template.parse(JSON.parse(readFileSync(file, 'utf8')));
  const key = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::KMS::Key');
  if (!key) throw new Error('the template has no key');
  return key[0];
}

async function putPeople(table: RowTable, nowMs: number): Promise<void> {
  const tenants = createTenantStore(table);
  for (const tenantId of [demoTenantId, secondTenantId])
    await tenants.put({ tenantId, name: tenantId, timeZone: 'Asia/Shanghai', createdAtMs: nowMs });
  const members = createMemberStore(table);
  for (const { sub, password: _password, ...person } of demoUsers)
    await members.put({ ...person, memberId: sub, createdAtMs: nowMs });
}

const agent = (options: TenantOptions, nowMs: number): Agent => ({
  tenantId: demoTenantId,
  agentId: AGENT_ID,
  name: '小青',
  persona: '你是青木装饰的家装顾问小青。',
  goal: '解答装修问题，邀请有意向的客户留下电话。',
  knowledge: options.knowledge.map(([question, answer], at) => ({ id: `k${at}`, question, answer })),
  handOverTopics: ['投诉'],
  askForContact: options.askForContact ?? false,
  model: DEFAULT_MODEL,
  gatherSeconds: options.gatherSeconds ?? 1,
  pauseAfterHumanMinutes: 30,
  version: 1,
  updatedAtMs: nowMs,
});

const CARDS: Readonly<Record<Platform, AccountCard[]>> = {
  douyin: [{ id: PRESET.douyin.retainCardId, card: 'phone-collect-card', title: '留下电话，设计师回电报价' }],
  xiaohongshu: [{ id: PRESET.xiaohongshu.leadCardId, card: 'lead-card', title: '免费领取整装报价' }],
};

async function host(
  table: RowTable,
  cipher: FieldCipher,
  platform: Platform,
  options: TenantOptions,
  nowMs: number,
): Promise<void> {
  const clock = { now: () => nowMs };
  const { id: platformUserId, name, accessToken, refreshToken } = PRESET[platform].enterprise;
  const key = { tenantId: demoTenantId, accountId: idOf(platform), platform };
  const directory = createAccountDirectory({ table, clock });
  if (!(await directory.claim({ ...key, platformUserId }))) throw new Error(`${name} is hosted elsewhere`);
  const authorization = {
    accountPlatformId: platformUserId,
    accessToken,
    refreshToken,
    accessExpiresAtMs: nowMs + (platform === 'douyin' ? 15 : 1) * DAY_MS,
    refreshExpiresAtMs: nowMs + 30 * DAY_MS,
  };
  const row = await authorizationRow({ cipher, clock }, { ...key, generation: 0, version: 0 }, authorization);
  await createAuthorizationStore(table).save(row);
  const account: Account = {
    tenantId: demoTenantId,
    id: key.accountId,
    platform,
    platformId: platformUserId,
    name,
    kind: 'enterprise',
    kindRecorded: true,
    subject: '青木装饰工程有限公司',
    authorized: true,
    bound: true,
    unhosted: false,
    highWeight: true,
    adSpend30dYuan: 0,
    agentId: AGENT_ID,
    agentMode: 'full-auto',
    welcome: (options.welcome ?? WELCOME)[platform],
    cardsVersion: 1,
    ...(platform === 'xiaohongshu' ? { accountCode: PRESET.xiaohongshu.enterprise.accountCode } : {}),
    createdAtMs: nowMs,
    version: 0,
  };
  const auditId = ids.ulid();
  const audit = { tenantId: demoTenantId, auditId, atMs: nowMs, actorId: 'system', action: 'account.hosted' };
  const cards = cardsWrite({
    tenantId: demoTenantId,
    accountId: account.id,
    platform,
    cards: CARDS[platform],
    version: 1,
  });
  await createAccountStore(table).save(account, { ...audit, subjectId: account.id }, [cards]);
}
