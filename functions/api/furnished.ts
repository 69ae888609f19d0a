import { accountOf, authorizationOf, NOW_MS } from '../../shared/accounts/harness.ts';
import { authorizationRow } from '../../shared/accounts/refresh.ts';
import { cardsWrite } from '../../shared/accounts/store-cards.ts';
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
import { putLeadRecord } from '../../shared/customers/store-leads.ts';
import { startOverSelection } from '../../shared/jobs/start-job.ts';
import { commitJob } from '../../shared/jobs/store-jobs.ts';
import { putSpends } from '../../shared/sources/store-spends.ts';
import { createApi } from './harness.ts';
import {
  ACCOUNT_ID,
  AGENT,
  CONVERSATION_ID,
  CUSTOMER,
  DONE_JOB_ID,
  FOLDER_ID,
  HELD,
  INVITED_ID,
  JOB_ID,
  MATERIAL_ID,
  OBJECT_ID,
  RECORD_ID,
  SENT,
  SPEND,
} from './requests.ts';

/** The API's world with one of everything in the first tenant, for tests; requests.ts asks for all of it. */

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
  const waiting = { tenantId: 't1', accountId: ACCOUNT_ID, recordId: RECORD_ID, nickName: '小美' };
  const left = await sealContact(
    { cipher },
    { tenantId: 't1', conversationId: `${ACCOUNT_ID}#${RECORD_ID}` },
    {
      phone: '13857130426',
      masked: false,
    },
    NOW_MS,
  );
  await putLeadRecord(table, { ...waiting, contact: left.contact, submittedAtMs: NOW_MS, candidates: [] });
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
  await putSpends(table, 't1', [{ ...SPEND, memberId: 't1-owner', atMs: NOW_MS }]);
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
