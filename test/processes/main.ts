import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../../infra/local/free-port.ts';
import { PRESET } from '../../infra/simulators/preset.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { CHECKS, findings } from '../harness/agreement.ts';
import { openPostOffice } from '../harness/post-office.ts';
import { createSimulator } from '../harness/simulator.ts';
import { startStack } from '../harness/stack.ts';
import { hostTenant } from '../harness/tenant.ts';
import { playRound, type Scene } from './round.ts';

/**
 * `npm run simulate -- --processes N`: the crashes of the simulation for real. N rounds on the local runtime, its own
 * files and its own processes, killed with SIGKILL at random, started again and checked.
 */

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    people: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});

const KNOWLEDGE = [
  ['想了解保修年限', '基础工程质保5年，隐蔽水电质保10年。'],
  ['想了解设计收费', '签施工合同免设计费。'],
  ['想了解门店地址', '展厅在拱墅区莫干山路。'],
] as const;
const WISHES = KNOWLEDGE.map(([question]) => question);

interface Failure {
  readonly round: number;
  readonly invariant: string;
  readonly what: string;
}

async function openScene(): Promise<{ readonly scene: Scene; readonly close: () => Promise<void> }> {
  const port = await freePort(6);
  const office = await openPostOffice({
    deliverTo: `http://127.0.0.1:${port}`,
    accountIds: { douyin: PRESET.douyin.enterprise.id, xiaohongshu: PRESET.xiaohongshu.enterprise.id },
    copyEvery: 9,
    swapEvery: 20,
  });
  const env = {
    DOUYIN_WEBHOOK_URL: `${office.origin}/douyin`,
    XIAOHONGSHU_WEBHOOK_URL: `${office.origin}/xiaohongshu`,
  };
  const stack = await startStack({ port, env });
  const tenant = await hostTenant(stack, { knowledge: KNOWLEDGE });
  const [first = '', ...more] = WISHES;
  const scene: Scene = {
    stack,
    office,
    tenant,
    simulator: createSimulator(stack),
    wishes: [first, ...more],
    people: Number(values.people),
    conversationIdOf: (platform, customerId) => conversationIdOf(tenant.accountIds[platform], customerId),
  };
  return {
    scene,
    async close() {
      await stack.stop();
      await office.close();
    },
  };
}

async function main(): Promise<number> {
  const rounds = Number(values.processes);
  const from = Number(values.from);
  const failures: Failure[] = [];
  const kills = { workers: 0, runtimes: 0 };
  const { scene, close } = await openScene();
  const startedMs = performance.now();
  try {
    for (let round = from; round < from + rounds; round++) {
      const played = await playRound(scene, round, round);
      kills.workers += played.kills.workers;
      kills.runtimes += played.kills.runtimes;
      if (played.drainedAfterSeconds === undefined)
        failures.push({ round, invariant: 'INV14', what: 'never came to rest' });
      for (const [invariant, check] of Object.entries(CHECKS))
        for (const what of findings(check, played.stored, played.people)) failures.push({ round, invariant, what });
      for (const failure of failures.filter((one) => one.round === round))
        console.log(`round ${round}: ${failure.invariant}: ${failure.what}`);
    }
  } finally {
    await close();
  }
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const summary = { rounds, seconds, kills, accepted: scene.office.accepted(), failures };
  console.log(
    `${rounds} rounds in ${seconds} s: ${kills.workers} workers and ${kills.runtimes} runtimes killed, ${summary.accepted} webhooks accepted, ${failures.length} findings`,
  );
  if (values.out !== undefined) {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(summary, null, 2)}\n`);
  }
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
