import { NOW_MS } from '../../shared/accounts/harness.ts';
import type { Route } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { packFor } from '../../shared/conversations/packs.ts';
import type { SpendInput } from '../../shared/sources/rules-spend.ts';
import { spendIdOf } from '../../shared/sources/rules-spend-bounds.ts';
import { sampleOf } from './sample.ts';

/** A valid request for every route, to the one thing of each kind that the furnished world holds, for tests. */

export const ACCOUNT_ID = 'dy_one';
export const CUSTOMER = 'customer-1';
export const CONVERSATION_ID = conversationIdOf(ACCOUNT_ID, CUSTOMER);
export const AGENT = {
  name: '小青',
  persona: '家装顾问',
  goal: '预约量房',
  knowledge: [{ id: 'k1', question: '多少钱', answer: '量房后报价' }],
  handOverTopics: ['投诉'],
  askForContact: true,
  model: 'claude-haiku-5-5',
  gatherSeconds: 3,
  pauseAfterHumanMinutes: 30,
};

/** A text of a colleague that waits for a window. */
export const HELD = {
  messageId: 'held-message-1',
  atMs: NOW_MS - 30_000,
  kind: 'message',
  sender: 'operator',
  senderId: 't1-operator',
  body: { type: 'text', text: '在的' },
  state: 'held',
  failure: { code: 'window.closed' },
  epoch: 0,
  deadlineMs: NOW_MS + 3_600_000,
} as const;

/** One that was sent a minute ago. */
export const SENT = {
  ...HELD,
  messageId: 'sent-message-1',
  atMs: NOW_MS - 60_000,
  state: 'sent',
  failure: undefined,
  platformMessageId: '@p1',
  settledAtMs: NOW_MS - 59_500,
} as const;

/** A job that runs, and one that is over and left a file. */
export const JOB_ID = '01HZZZZZZZZZZZZZZZZZZZZZZ1';
export const DONE_JOB_ID = '01HZZZZZZZZZZZZZZZZZZZZZZ2';

/** For parameters that nothing was planted for: a well-formed id that names nothing. */
export const NOBODY_PLANTED = 'names-nothing-0123';
export const MATERIAL_ID = 'material-1';
export const FOLDER_ID = 'folder-1';
/** A lead that names no conversation and waits for a person (K6). */
export const RECORD_ID = 'record-1';
export const OBJECT_ID = 'object-1';
export const SPEND: SpendInput = { channel: 'search-ad', from: '2026-06-01', to: '2026-06-30', amountFen: 120_000 };
/** Somebody invited, who has not come yet. */
export const INVITED_ID = 't1-invited';

export const pathOf = (route: Route): string =>
  route.path
    .replace('{conversationId}', CONVERSATION_ID)
    .replace('{messageId}', route.path.endsWith('/recall') ? SENT.messageId : HELD.messageId)
    .replace('{accountId}', ACCOUNT_ID)
    .replace('{agentId}', 'g1')
    .replace('{recordId}', RECORD_ID)
    .replace('{viewId}', 'v1')
    .replace('{spendId}', spendIdOf(SPEND))
    .replace('{macroId}', 'm1')
    .replace('{followUpId}', 'f1')
    .replace('{materialId}', MATERIAL_ID)
    .replace('{folderId}', FOLDER_ID)
    .replace('{objectId}', OBJECT_ID)
    .replace('{jobId}', /\/(undo|download)$/.test(route.path) ? DONE_JOB_ID : JOB_ID)
    .replace('{memberId}', route.path.includes('/invitation/') ? INVITED_ID : 't1-operator')
    .replaceAll(/\{[a-zA-Z]+\}/g, NOBODY_PLANTED);

/** A valid body for each route that takes one. */
export const BODIES: Readonly<Record<string, unknown>> = {
  sendMessage: { messageId: 'operator-message-1', body: { type: 'text', text: '您好' } },
  createMaterial: {
    name: '问候',
    scope: 'shared',
    platforms: ['douyin'],
    folderId: null,
    content: { kind: 'text', text: '您好' },
  },
  updateMaterial: { name: '问候语', scope: 'shared', platforms: ['douyin'], folderId: null, version: 1 },
  beginUpload: { contentType: 'image/png', bytes: 8 },
  sendMaterial: { materialId: MATERIAL_ID, messageId: 'operator-material-1' },
  editMessage: { text: '您好，方便时回我' },
  updateCustomer: { remark: '有意向', tags: ['老房'] },
  beginAuthorization: { platform: 'douyin' },
  completeAuthorization: { platform: 'douyin', code: 'c', state: 's' },
  updateAccount: { name: '主号' },
  createAgent: AGENT,
  updateAgent: { ...AGENT, version: 1 },
  assignConversation: { memberId: 't1-operator' },
  snoozeConversation: { untilMs: NOW_MS + 3_600_000 },
  addNote: { noteId: 'note-0000000001', text: '她在比价', mentions: ['t1-supervisor'] },
  saveMacro: { id: 'm2', name: '您好', shortcut: 'hi', steps: { text: '您好' } },
  runMacro: { messageId: 'macro-message-1' },
  saveAssignmentRules: { tenant: { mode: 'round-robin', memberIds: [], onlineOnly: true }, accounts: {} },
  addFollowUp: { id: 'f2', text: '回电', due: '2027-01-01T10:00' },
  updateFollowUp: { done: true },
  editCatalogue: { version: 0, groups: [{ id: 'a', name: '房屋', colour: 'red', tags: ['老房'], forAgents: false }] },
  adoptTags: {},
  startJob: {
    id: '01HZZZZZZZZZZZZZZZZZZZZZZ3',
    task: { kind: 'tag', add: ['急'], remove: [] },
    target: { filter: { tags: ['老房'] } },
  },
  confirmLeadRecord: { conversationId: CONVERSATION_ID },
  undoJob: { id: '01HZZZZZZZZZZZZZZZZZZZZZZ4' },
  syncAllCards: { id: '01HZZZZZZZZZZZZZZZZZZZZZZ5' },
  countSources: { id: '01HZZZZZZZZZZZZZZZZZZZZZZ6' },
  saveSpends: { items: [{ ...SPEND, accountId: ACCOUNT_ID }] },
  comparePack: { pack: { ...packFor('douyin', NOW_MS), id: 'douyin-candidate' } },
  saveView: { id: 'v2', kind: 'customers', name: '有意向', settings: { tags: ['老房'] } },
};

/** What a route is asked with: a body of ours, else the least its contract accepts. */
export const bodyOf = (name: string, route: Route): unknown => BODIES[name] ?? (route.body && sampleOf(route.body));

/** For routes that ask for something in the query. */
export const QUERIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  search: { q: '多少钱' },
  funnel: { from: '2026-05-01', to: '2026-06-30' },
  listSpends: { from: '2026-05-01', to: '2026-06-30' },
};
