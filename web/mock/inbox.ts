import { MacroView } from '../../shared/contracts/inbox-routes.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { ConversationView, ThreadItem } from '../../shared/contracts/views.ts';
import { belongs, INBOX_FILTERS, type InboxNarrowing, orderKey } from '../../shared/conversations/rules-inbox.ts';
import type { AssignmentRules } from '../../shared/inbox/model.ts';
import { itemKey } from './threads.ts';

/** The inbox's lists, triage, notes and macros, from memory. */

const ME = 'm1';
const HOUR_MS = 3_600_000;

export const MEMBERS = [
  { id: ME, name: '周店长', role: 'owner' as const, state: 'active' as const, ownOnly: false },
  { id: 'm2', name: '王敏', role: 'operator' as const, state: 'active' as const, ownOnly: false },
  { id: 'm3', name: '李想', role: 'operator' as const, state: 'active' as const, ownOnly: false },
];

const macros = new Map<string, MacroView>(
  [
    {
      id: 'r1',
      name: '报价说明',
      shortcut: 'bj',
      steps: { text: '90 平全包一般在 9–12 万，含水电、防水、瓷砖、木门和橱柜。' },
    },
    { id: 'r2', name: '约量房', shortcut: 'lf', steps: { text: '量房是免费的，您看周六上午方便吗？' } },
    {
      id: 'm1',
      name: '收尾',
      shortcut: 'end',
      steps: { text: '好的，有需要随时找我。', addTags: ['已跟进'], assignTo: 'me', close: true as const },
    },
  ].map((macro) => [macro.id, { ...macro, personal: false }]),
);
let rules: AssignmentRules = {
  tenant: { mode: 'round-robin', memberIds: [], onlineOnly: true, maxEach: 30, returnAfterMinutes: 15 },
  accounts: {},
};

export interface InboxWorld {
  readonly conversations: () => readonly ConversationView[];
  readonly change: (
    id: string,
    to: Partial<ConversationView>,
    drop?: readonly (keyof ConversationView)[],
  ) => ConversationView;
  readonly addItem: (id: string, item: ThreadItem) => void;
  readonly send: (id: string, body: unknown) => object;
}

/** A Douyin window ends a day after the customer spoke (W2); enough for a mock. */
const windowUntilMs = ({ platform, window }: ConversationView): number | undefined =>
  platform === 'douyin' && window.lastCustomerMessageAtMs !== undefined
    ? window.lastCustomerMessageAtMs + 24 * HOUR_MS
    : undefined;

const stands = (row: ConversationView, narrowing: InboxNarrowing): boolean =>
  belongs({ ...row, windowUntilMs: windowUntilMs(row) }, narrowing, Date.now());

/** The rows of a list, in its order. */
export function listed(rows: readonly ConversationView[], query: URLSearchParams): readonly ConversationView[] {
  const [accountId, platform, q] = ['accountId', 'platform', 'q'].map((name) => query.get(name));
  const assignee = query.get('assignee');
  const who = assignee === 'nobody' ? null : assignee === 'me' ? ME : assignee;
  const { filter, status, order } = routes.listConversations.query.parse(
    Object.fromEntries([...query].filter(([name]) => ['filter', 'status', 'order'].includes(name))),
  );
  const narrowing: InboxNarrowing = {
    filters: INBOX_FILTERS.filter((one) => filter.includes(one)),
    status,
    ...(who !== null || assignee === 'nobody' ? { assigneeId: who } : {}),
    tags: (query.get('tags') ?? '').split(',').filter((tag) => tag !== ''),
  };
  return rows
    .filter((row) => !accountId || row.accountId === accountId)
    .filter((row) => !platform || row.platform === platform)
    .filter((row) => !q || row.customerName.includes(q) || (row.lastMessage?.preview.includes(q) ?? false))
    .filter((row) => stands(row, narrowing))
    .sort((a, b) =>
      order === 'activity'
        ? 0
        : orderKey({ ...a, windowUntilMs: windowUntilMs(a) }, order) -
          orderKey({ ...b, windowUntilMs: windowUntilMs(b) }, order),
    );
}

function counts(rows: readonly ConversationView[]) {
  const count = (narrowing: Partial<InboxNarrowing>) => {
    const found = rows.filter((row) => stands(row, { status: 'open', filters: [], ...narrowing }));
    return { ids: found.slice(0, 100).map(({ id }) => id), more: found.length > 100 };
  };
  return {
    mine: count({ assigneeId: ME }),
    unassigned: count({ assigneeId: null }),
    unread: count({ filters: ['unread'] }),
    waiting: count({ filters: ['waiting'] }),
    'closing-soon': count({ filters: ['closing-soon'] }),
    snoozed: count({ status: 'snoozed' }),
  };
}

const line = (activity: NonNullable<ThreadItem['activity']>): ThreadItem => {
  const atMs = Date.now();
  return {
    key: itemKey(atMs),
    atMs,
    kind: 'activity',
    direction: 'none',
    sender: 'operator',
    senderName: '周店长',
    activity,
  };
};

/** Undefined where the route is not of the inbox. */
export function inboxAnswer(
  name: string,
  { params, body }: { readonly params: Readonly<Record<string, string | undefined>>; readonly body: unknown },
  world: InboxWorld,
): unknown {
  const id = params.conversationId ?? '';
  const did = (activity: NonNullable<ThreadItem['activity']>) => world.addItem(id, line(activity));
  switch (name) {
    case 'countConversations':
      return counts(world.conversations());
    case 'assignConversation': {
      const { memberId } = routes.assignConversation.body.parse(body);
      did(memberId === null ? { what: 'unassigned' } : { what: 'assigned', memberId });
      return memberId === null ? world.change(id, {}, ['assigneeId']) : world.change(id, { assigneeId: memberId });
    }
    case 'snoozeConversation': {
      const { untilMs } = routes.snoozeConversation.body.parse(body);
      did({ what: 'snoozed', untilMs });
      return world.change(id, { snoozedUntilMs: untilMs });
    }
    case 'wakeConversation':
      did({ what: 'woken' });
      return world.change(id, { lastActivityAtMs: Date.now() }, ['snoozedUntilMs']);
    case 'closeConversation':
      did({ what: 'closed' });
      return world.change(id, { status: 'closed', unread: 0 }, ['snoozedUntilMs', 'waitingSinceMs', 'handedOver']);
    case 'reopenConversation':
      did({ what: 'reopened' });
      return world.change(id, { status: 'open', lastActivityAtMs: Date.now() });
    case 'addNote':
      return { item: addNote(id, body, world) };
    case 'runMacro':
      return runMacro(id, params.macroId ?? '', body, world);
    case 'listMacros':
      return { items: [...macros.values()] };
    case 'saveMacro': {
      const macro = MacroView.parse(routes.saveMacro.body.parse(body));
      macros.set(macro.id, macro);
      return macro;
    }
    case 'deleteMacro':
      macros.delete(params.macroId ?? '');
      return { id: params.macroId ?? '' };
    case 'getAssignmentRules':
      return rules;
    case 'saveAssignmentRules':
      rules = routes.saveAssignmentRules.body.parse(body);
      return rules;
    case 'listMembers':
      return { items: MEMBERS };
    default:
      return undefined;
  }
}

function addNote(id: string, body: unknown, world: InboxWorld): ThreadItem {
  const { noteId, text, mentions } = routes.addNote.body.parse(body);
  const atMs = Date.now();
  const item: ThreadItem = {
    key: itemKey(atMs, noteId),
    atMs,
    kind: 'note',
    direction: 'none',
    sender: 'operator',
    senderName: '周店长',
    note: text,
    ...(mentions.length > 0 ? { mentions } : {}),
  };
  world.addItem(id, item);
  return item;
}

function runMacro(id: string, macroId: string, body: unknown, world: InboxWorld): object {
  const { messageId } = routes.runMacro.body.parse(body);
  const steps: MacroView['steps'] = macros.get(macroId)?.steps ?? {};
  const sent = steps.text ? world.send(id, { messageId, body: { type: 'text', text: steps.text } }) : {};
  const before = world.conversations().find((row) => row.id === id);
  const conversation = world.change(id, {
    tags: [...new Set([...(before?.tags ?? []), ...(steps.addTags ?? [])])],
    ...(steps.assignTo === 'me' ? { assigneeId: ME } : {}),
    ...(steps.close ? { status: 'closed' as const } : {}),
  });
  return { ...sent, conversation };
}
