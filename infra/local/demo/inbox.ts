import { newestHeads } from '../../../shared/conversations/inbox-ordered.ts';
import type { Conversation } from '../../../shared/conversations/model-head.ts';
import { addNote } from '../../../shared/conversations/notes.ts';
import { assign, close, snooze } from '../../../shared/conversations/triage.ts';
import type { Macro } from '../../../shared/inbox/model.ts';
import { createAssignmentStore } from '../../../shared/inbox/store-assignment.ts';
import { createMacroStore } from '../../../shared/inbox/store-macros.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import type { Clock, Ids } from '../../../shared/runtime/ports.ts';
import type { RowTable } from '../../../shared/runtime/row-table.ts';
import { demoTenantId } from '../defaults.ts';

/** How the demo's people share their inbox: who has what, what rests, what is done, and what they tell each other. */

interface InboxSeed {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly ids: Ids;
}

const PEOPLE = ['demo-operator', 'demo-supervisor', 'demo-limited'] as const;
const HOUR_MS = 3_600_000;
const SNOOZED = 3;
const CLOSED = 5;

const MACROS: readonly Omit<Macro, 'tenantId' | 'updatedAtMs'>[] = [
  {
    macroId: 'demo-price',
    name: '报价说明',
    shortcut: 'bj',
    steps: { text: '90 平全包一般 10.8 万到 13 万，含主材、辅材和人工；准确的价格要量房后才能定。' },
  },
  {
    macroId: 'demo-visit',
    name: '约量房',
    shortcut: 'lf',
    steps: { text: '量房是免费的，半小时左右。您看这周六上午方便吗？' },
  },
  {
    macroId: 'demo-material',
    name: '主材自购',
    shortcut: 'zc',
    steps: { text: '可以的，主材自购按半包算，人工和辅料由我们负责。' },
  },
  {
    macroId: 'demo-later',
    name: '明天再跟进',
    shortcut: 'mt',
    steps: { addTags: ['待跟进'], assignTo: 'me', snoozeMinutes: 1_440 },
  },
  {
    macroId: 'demo-end',
    name: '收尾',
    shortcut: 'end',
    steps: { text: '好的，有需要随时找我们，祝您装修顺利。', addTags: ['已跟进'], close: true },
  },
];

const silent = (): void => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

export async function seedInbox({ table, clock, ids }: InboxSeed, accountIds: readonly string[]): Promise<void> {
  const nowMs = clock.now();
  const macros = createMacroStore(table);
  for (const macro of MACROS) await macros.put({ ...macro, tenantId: demoTenantId, updatedAtMs: nowMs });
  await createAssignmentStore(table).putRules(demoTenantId, {
    tenant: { mode: 'round-robin', memberIds: [], onlineOnly: true, maxEach: 40, returnAfterMinutes: 30 },
    accounts: {},
  });
  const deps = { table, clock, ids, log };
  const { heads } = await newestHeads(table, { tenantId: demoTenantId, accountIds });
  const keyOf = ({ tenantId, conversationId }: Conversation) => ({ tenantId, conversationId });
  const handedOver = heads.filter((head) => head.handedOver !== undefined);
  const quiet = heads.filter((head) => head.unread === 0 && head.waitingSinceMs === undefined);
  for (const [index, head] of [...handedOver, ...quiet.filter((_, at) => at % 3 === 0)].entries())
    await assign(deps, keyOf(head), 'demo-supervisor', PEOPLE[index % PEOPLE.length]);
  for (const head of handedOver.slice(0, 2))
    await addNote(deps, {
      ...keyOf(head),
      noteId: ids.ulid(),
      memberId: 'demo-supervisor',
      text: '@小陈 这位客户在意合同条款，回复前先把增项那页看一遍',
      mentions: ['demo-operator'],
    });
  const resting = quiet.filter((_, at) => at % 3 === 1);
  for (const head of resting.slice(0, SNOOZED)) await snooze(deps, keyOf(head), 'demo-operator', nowMs + 20 * HOUR_MS);
  for (const head of quiet.filter((_, at) => at % 3 === 2).slice(-CLOSED))
    await close(deps, keyOf(head), 'demo-operator');
}
