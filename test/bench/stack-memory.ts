import { seedConversations } from '../../infra/local/demo/load.ts';
import { writeRows } from '../../infra/local/demo/seed.ts';
import { ids } from '../../shared/runtime/system.ts';
import type { Measure } from './report.ts';
import { type Scene, withScene } from './scene.ts';

const CONVERSATIONS = 10_000;
/** What the target names; a shorter run writes a part and draws the line on. */
const MESSAGES = 1_000_000;
const SHORT_MESSAGES = 60_000;
const PER_CONVERSATION = 100;
const AT_ONCE = 2_000;
const LANES = 4;
/** Environments of functions end after half a minute without work, looked after four times a minute. */
const REST_MS = 50_000;
const MB = 1024 * 1024;
const TEXT = '您好，九十平的三居室，全包价格要看您选的材料，方便说一下大概的面积和所在的区吗？';

/** SPEED16: resident memory of the whole stack with simulators, ten thousand conversations and a million messages. */
export const measureStackMemory = ({ long }: { readonly long: boolean }): Promise<Measure[]> =>
  withScene({ simulated: true }, async (scene) => {
    const { stack, tenant } = scene;
    const rss = async () => (await stack.memoryBytes()) / MB;
    const emptyMb = await rss();
    const clock = { now: () => Date.now() };
    await seedConversations({ table: tenant.table, cipher: tenant.cipher, clock, ids }, CONVERSATIONS);
    await stack.waitForIdle(300_000);
    const conversationsMb = await rss();
    const written = long ? MESSAGES : SHORT_MESSAGES;
    await writeMessages(scene, 0, written / 2);
    await stack.waitForIdle(300_000);
    const halfMb = await rss();
    await writeMessages(scene, written / 2, written);
    await stack.waitForIdle(300_000);
    const fullMb = await rss();
    // What the writing left running ends by itself; the figure is that of a stack at rest.
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const restMb = await rss();
    const slope = Math.max(0, (fullMb - halfMb) / (written / 2));
    return [
      {
        id: 'SPEED16',
        what: long ? 'memory of the stack with 1 M messages' : `memory of the stack, from ${written} messages to 1 M`,
        value: restMb + slope * (MESSAGES - written),
        unit: 'MB',
        gate: { atMost: 700 },
        moonshot: { atMost: 350 },
        basis: 'memory',
        details: { conversations: CONVERSATIONS, written, emptyMb, conversationsMb, halfMb, fullMb, restMb },
      },
    ];
  });

/** Rows as long and keyed like sent messages, under a mark that wakes no function: they are history. */
async function writeMessages({ tenant }: Scene, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += AT_ONCE) {
    const share = Math.min(AT_ONCE, to - start) / LANES;
    await Promise.all(
      Array.from({ length: LANES }, (_, lane) =>
        writeRows(
          tenant.table,
          Array.from({ length: share }, (_row, index) => messageRow(start + lane * share + index)),
        ),
      ),
    );
  }
}

const messageRow = (index: number) => {
  const conversation = Math.floor(index / PER_CONVERSATION);
  const atMs = 1_790_000_000_000 + (index % PER_CONVERSATION) * 60_000;
  return {
    pk: `t#demo#c#history${conversation}`,
    sk: `m#${atMs}#o_a_${index}`,
    __edb_e__: 'history',
    __edb_v__: '1',
    tenantId: 'demo',
    conversationId: `history${conversation}`,
    accountId: 'dy_history',
    messageId: `a_${index}`,
    atMs,
    sender: 'agent',
    body: { type: 'text', text: TEXT },
    state: 'sent',
    settledAtMs: atMs + 300,
    platformMessageId: `@${'x'.repeat(64)}`,
    trace: { pack: 'douyin-2026', rule: 'W2', decidedAtMs: atMs, factsHash: 'x'.repeat(22) },
  };
};
