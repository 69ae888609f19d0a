import { accountOf, authorizationOf, NOW_MS } from '../../shared/accounts/harness.ts';
import { authorizationRow } from '../../shared/accounts/refresh.ts';
import { cardsWrite } from '../../shared/accounts/store-cards.ts';
import type { Route } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { packFor } from '../../shared/conversations/packs.ts';
import { applyToHead, newHead } from '../../shared/conversations/rules-apply.ts';
import { traceOf } from '../../shared/conversations/rules-trace.ts';
import { judge } from '../../shared/conversations/rules-windows.ts';
import { eventItem } from '../../shared/conversations/store-event-rows.ts';
import { headRow } from '../../shared/conversations/store-head-row.ts';
import { messageRow } from '../../shared/conversations/store-message-codec.ts';
import { sealContact } from '../../shared/customers/capture-contact.ts';
import { contactLink } from '../../shared/customers/store-contact-links.ts';
import { customerRow, leadRow } from '../../shared/customers/store-customer-codec.ts';
import { createFollowUp } from '../../shared/customers/store-follow-ups.ts';
import { startOverSelection } from '../../shared/jobs/start-job.ts';
import { commitJob } from '../../shared/jobs/store-jobs.ts';
import { createApi } from './harness.ts';
import { sampleOf } from './sample.ts';

/** The API's world with one of everything in the first tenant, and a valid request for every route, for tests. */

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

/** One tenant with an account, a conversation with contact and lead, and an agent; the other with nothing. */
export async function furnished() {
  const api = await createApi();
  const { table, cipher } = api;
  const audit = { tenantId: 't1', auditId: 'a', atMs: NOW_MS, actorId: 'system', action: 'x', subjectId: ACCOUNT_ID };
  const account = accountOf({ kind: 'enterprise', cardsVersion: 1 });
  const card = { id: 'c1', card: 'phone-collect-card' as const, title: '青木留电话' };
  const cards = { tenantId: 't1', accountId: ACCOUNT_ID, platform: 'douyin' as const, cards: [card], version: 1 };
  await api.accounts.save(account, audit, [cardsWrite(cards)]);
  const tokens = { tenantId: 't1', accountId: ACCOUNT_ID, platform: 'douyin' as const, generation: 0, version: 0 };
  await api.authorizations.save(await authorizationRow(api, tokens, authorizationOf()));
  const key = { tenantId: 't1', conversationId: CONVERSATION_ID };
  const { failure: _, ...sent } = SENT;
  const place = { ...key, accountId: ACCOUNT_ID };
  const event = {
    kind: 'message' as const,
    platform: 'douyin' as const,
    accountPlatformId: 'open-id-1',
    customerPlatformId: CUSTOMER,
    customerName: '小美',
    eventId: '@m1',
    occurredAtMs: NOW_MS - 60_000,
    replyRef: { messageRef: '@m1', conversationRef: '@c1' },
    body: { type: 'text' as const, text: '90平多少钱' },
  };
  const row = eventItem(place, { event, receivedAtMs: NOW_MS - 59_000, keyMs: event.occurredAtMs });
  const logged = { ...place, key: row.sk, event, receivedAtMs: NOW_MS - 59_000 };
  const hosted = {
    hosted: true,
    standing: { kind: 'enterprise' as const, highWeight: false, adSpend30dYuan: 0 },
    mode: 'off' as const,
    agent: undefined,
    welcome: [],
  };
  const pack = packFor('douyin', NOW_MS);
  const start = newHead(key, ACCOUNT_ID, 'douyin', logged);
  const { head } = applyToHead(start, [logged], { pack: packFor('douyin', NOW_MS), account: hosted, nowMs: NOW_MS });
  const standing = { ...hosted.standing, mutualFollow: false };
  const verdict = judge(pack, standing, head.facts, { contentType: 'text', sender: 'operator' }, NOW_MS);
  const trace = traceOf(pack, { facts: head.facts, standing }, verdict, NOW_MS);
  const { contact } = await sealContact({ cipher }, key, { phone: '13857130426', masked: false }, NOW_MS);
  const base = { ...place, platform: 'douyin' as const };
  const lead = { customerName: '小美', contact, state: 'new' as const, phoneIndex: 'number-1' };
  const twin = { tenantId: 't1', conversationId: 'another-conversation-1' };
  const customer = {
    customerPlatformId: CUSTOMER,
    name: '小美',
    firstSeenAtMs: 1,
    remark: '',
    tags: [],
    mutualFollow: false,
  };
  await table.putAll(
    [
      headRow({ ...head, version: 1, hasContact: true }),
      row,
      messageRow({ ...key, accountId: ACCOUNT_ID, ...HELD, trace }),
      messageRow({ ...key, accountId: ACCOUNT_ID, ...sent }),
      customerRow({ ...base, ...customer, contact }),
      leadRow({ ...base, ...lead, leadId: 'l1', capturedAtMs: NOW_MS }),
      // The same number, left in another conversation a moment before.
      leadRow({ ...base, ...lead, ...twin, leadId: 'l2', capturedAtMs: NOW_MS - 1 }),
      contactLink(key, lead.phoneIndex, NOW_MS).row,
      contactLink(twin, lead.phoneIndex, NOW_MS - 1).row,
    ].map((one) => ({ row: one })),
  );
  const followUp = { followUpId: 'f1', text: '约量房', authorId: 't1-operator', memberId: 't1-operator' };
  await createFollowUp(table, { ...place, ...followUp, createdAtMs: NOW_MS - 1, version: 1 });
  const over = { tenantId: 't1', memberId: 't1-owner', task: { kind: 'tag' as const, add: ['急'], remove: [] } };
  await startOverSelection({ table, clock: api.clock }, { ...over, jobId: JOB_ID }, [CONVERSATION_ID]);
  const done = await startOverSelection({ table, clock: api.clock }, { ...over, jobId: DONE_JOB_ID }, [
    CONVERSATION_ID,
  ]);
  const file = { key: 'exports/t1/x.xlsx', name: 'x.xlsx', bytes: 1 };
  const counts = { ...done.counts, done: 1, changed: 1 };
  await commitJob(table, done, { ...done, state: 'done', file, counts, nextPage: 1, version: 2 });
  const view = { kind: 'customers' as const, name: '全部', position: 0, settings: {} };
  await api.views.put({ ...view, tenantId: 't1', memberId: 't1-owner', viewId: 'v1' });
  const macro = { tenantId: 't1', macroId: 'm1', name: '收尾', shortcut: 'end', updatedAtMs: 1 };
  await api.macros.put({ ...macro, steps: { text: '好的，有需要随时找我', close: true } });
  const invited = { tenantId: 't1', memberId: INVITED_ID, name: '新同事', email: 'new@example.com', createdAtMs: 1 };
  await api.members.put({ ...invited, role: 'operator', state: 'invited', invitedUntilMs: NOW_MS + 1 });
  const material = { tenantId: 't1', id: MATERIAL_ID, name: '问候', scope: 'shared' as const, ownerId: 't1-owner' };
  const words = { platforms: ['douyin' as const], content: { kind: 'text' as const, text: '您好，青木为您服务' } };
  const made = { createdAtMs: 1, updatedAtMs: 1, version: 0 };
  await api.materials.save({ ...material, ...words, ...made }, { ...audit, auditId: 'a1', subjectId: MATERIAL_ID });
  const folder = { tenantId: 't1', id: FOLDER_ID, name: '装修', createdAtMs: 1, version: 0 };
  await api.materials.saveFolder(folder, { ...audit, auditId: 'a2', subjectId: FOLDER_ID });
  await api.objects.put(`materials/t1/${OBJECT_ID}`, 'image/png', Buffer.from('89504e470d0a1a0a', 'hex'));
  await api.agents.create({ ...AGENT, tenantId: 't1', agentId: 'g1', version: 1, updatedAtMs: NOW_MS });
  return api;
}

/** A job that runs, and one that is over and left a file. */
const JOB_ID = '01HZZZZZZZZZZZZZZZZZZZZZZ1';
export const DONE_JOB_ID = '01HZZZZZZZZZZZZZZZZZZZZZZ2';

/** For parameters that nothing was planted for: a well-formed id that names nothing. */
export const NOBODY_PLANTED = 'names-nothing-0123';
const MATERIAL_ID = 'material-1';
const FOLDER_ID = 'folder-1';
const OBJECT_ID = 'object-1';
/** Somebody invited, who has not come yet. */
const INVITED_ID = 't1-invited';

export const pathOf = (route: Route): string =>
  route.path
    .replace('{conversationId}', CONVERSATION_ID)
    .replace('{messageId}', route.path.endsWith('/recall') ? SENT.messageId : HELD.messageId)
    .replace('{accountId}', ACCOUNT_ID)
    .replace('{agentId}', 'g1')
    .replace('{viewId}', 'v1')
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
  undoJob: { id: '01HZZZZZZZZZZZZZZZZZZZZZZ4' },
  syncAllCards: { id: '01HZZZZZZZZZZZZZZZZZZZZZZ5' },
  comparePack: { pack: { ...packFor('douyin', NOW_MS), id: 'douyin-candidate' } },
  saveView: { id: 'v2', kind: 'customers', name: '有意向', settings: { tags: ['老房'] } },
};

/** What a route is asked with: a body of ours, else the least its contract accepts. */
export const bodyOf = (name: string, route: Route): unknown => BODIES[name] ?? (route.body && sampleOf(route.body));

/** For routes that ask for something in the query. */
export const QUERIES: Readonly<Record<string, Readonly<Record<string, string>>>> = { search: { q: '多少钱' } };
