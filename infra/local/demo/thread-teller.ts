import type { Account } from '../../../shared/accounts/model.ts';
import { DEFAULT_MODEL } from '../../../shared/agents/models.ts';
import { conversationIdOf } from '../../../shared/conversations/conversation-id.ts';
import type { CustomerEvent, MessageBody, Sender } from '../../../shared/conversations/model.ts';
import type { Conversation } from '../../../shared/conversations/model-head.ts';
import type { Message } from '../../../shared/conversations/model-messages.ts';
import type { RulePack } from '../../../shared/conversations/pack-schema.ts';
import { packFor } from '../../../shared/conversations/packs.ts';
import { applyToHead, newHead } from '../../../shared/conversations/rules-apply.ts';
import { claimedHead, landedHead } from '../../../shared/conversations/rules-gate.ts';
import { takenOver } from '../../../shared/conversations/rules-ownership.ts';
import { traceOf } from '../../../shared/conversations/rules-trace.ts';
import { contentTypeOf, judge } from '../../../shared/conversations/rules-windows.ts';
import { eventItem } from '../../../shared/conversations/store-event-rows.ts';
import { messageRow } from '../../../shared/conversations/store-message-codec.ts';
import type { Row } from '../../../shared/runtime/row-table.ts';
import { demoAgentId, demoCards } from './company.ts';
import { customerIdOf, platformIds, stableId } from './thread-ids.ts';
import type { Line, Thread } from './threads.ts';

const OPERATOR = 'demo-operator';
export const PAUSE_MINUTES = 30;
const DELIVERY_MS = 800;
const DEADLINE_MS = 3_600_000;

type Happening = Pick<CustomerEvent, 'kind' | 'replyRef' | 'body' | 'source'>;

/**
 * Tells a thread line by line and keeps what the product would have stored, by the product's own rules: events go
 * through `applyToHead`, messages of ours through the window engine and the gate's bookkeeping. What the platform's rules
 * would not have allowed is a mistake in the demo and throws.
 */
export class ThreadTeller {
  readonly rows: Row[] = [];
  readonly events: CustomerEvent[] = [];
  readonly messages: Message[] = [];
  readonly key: { readonly tenantId: string; readonly conversationId: string };
  readonly customerPlatformId: string;
  filled: { readonly phone: string; readonly atMs: number } | undefined;
  #head: Conversation | undefined;
  readonly #account: Account;
  readonly #thread: Thread;
  readonly #pack: RulePack;
  readonly #ids: ReturnType<typeof platformIds>;

  constructor(account: Account, thread: Thread, nowMs: number) {
    this.#account = account;
    this.#thread = thread;
    this.#pack = packFor(account.platform, nowMs);
    this.customerPlatformId = customerIdOf(account, thread.name);
    this.key = { tenantId: account.tenantId, conversationId: conversationIdOf(account.id, this.customerPlatformId) };
    this.#ids = platformIds(account, this.key.conversationId);
  }

  /** The platform's own name of the thread. */
  get threadRef(): string {
    return this.#ids.thread;
  }

  get head(): Conversation {
    if (!this.#head) throw new Error(`${this.#thread.name}: nothing happened yet`);
    return this.#head;
  }

  take([what, text = '']: Line, atMs: number): void {
    const isDouyin = this.#account.platform === 'douyin';
    const messageRef = this.#ids.event(this.events.length);
    const replyRef = { messageRef, ...(isDouyin ? { conversationRef: this.threadRef } : {}) };
    switch (what) {
      case 'enter':
        this.#happen({ kind: 'entered', replyRef, source: { channel: this.#thread.channel ?? 'unknown' } }, atMs);
        break;
      case 'in':
        this.#happen({ kind: 'message', replyRef, body: { type: 'text', text } }, atMs);
        break;
      case 'fill':
        this.filled = { phone: text, atMs };
        // On Douyin the form is a message of the customer, on Xiaohongshu a notice.
        this.#happen({ kind: 'card-submitted', ...(isDouyin ? { replyRef } : {}), body: this.#card('filled') }, atMs);
        break;
      case 'over':
        this.#handOver(text, atMs);
        break;
      case 'card':
        this.#say('agent', this.#card('blank'), atMs);
        break;
      case 'ai':
      case 'me':
      case 'welcome':
        this.#say(SENDERS[what], { type: 'text', text }, atMs);
        break;
    }
  }

  #happen(what: Happening, occurredAtMs: number): void {
    const { platform, platformId, id: accountId, kind, highWeight, adSpend30dYuan } = this.#account;
    const event: CustomerEvent = {
      ...what,
      platform,
      accountPlatformId: platformId,
      customerPlatformId: this.customerPlatformId,
      customerName: this.#thread.name,
      eventId: this.#ids.event(this.events.length),
      occurredAtMs,
    };
    const place = { ...this.key, accountId };
    const receivedAtMs = occurredAtMs + DELIVERY_MS;
    const row = eventItem(place, { event, receivedAtMs, keyMs: occurredAtMs });
    const logged = { ...place, key: row.sk, event, receivedAtMs };
    const standing = { kind, highWeight, adSpend30dYuan };
    const account = { hosted: true, standing, mode: 'off' as const, agent: undefined, welcome: [] };
    const before = this.#head ?? newHead(this.key, accountId, platform, logged);
    this.#head = applyToHead(before, [logged], { pack: this.#pack, account, nowMs: receivedAtMs }).head;
    this.rows.push(row);
    this.events.push(event);
  }

  #say(sender: Sender, body: MessageBody, atMs: number): void {
    const isPersons = sender === 'operator';
    const before = isPersons ? { ...takenOver(this.head, atMs, PAUSE_MINUTES), unread: 0 } : this.head;
    const { kind, highWeight, adSpend30dYuan } = this.#account;
    const standing = { kind, highWeight, adSpend30dYuan, mutualFollow: false };
    const verdict = judge(this.#pack, standing, before.facts, { contentType: contentTypeOf(body), sender }, atMs);
    if (verdict.kind === 'refused') throw new Error(`${this.#thread.name}: ${verdict.code} (${verdict.rule})`);
    const index = this.messages.length;
    const planned: Message = {
      ...this.#row('message', `${index}`, atMs, sender),
      kind: 'message',
      ...(sender === 'agent' ? { usage: usageOf(index) } : {}),
      body,
      state: 'planned',
      epoch: before.epoch,
    };
    const claim = { claimId: stableId(planned.messageId, 'claim'), nowMs: atMs };
    const claimed = claimedHead(before, planned, verdict, claim);
    const sent: Message = {
      ...planned,
      state: 'sent',
      settledAtMs: atMs + 300,
      platformMessageId: this.#ids.sent(index),
      trace: traceOf(this.#pack, { facts: before.facts, standing }, verdict, atMs),
    };
    this.#head = landedHead(claimed.head, claimed.flight, sent);
    this.messages.push(sent);
    this.rows.push(messageRow(sent));
  }

  #handOver(reason: string, atMs: number): void {
    const { epoch } = this.head;
    const row = this.#row('over', reason, atMs, 'agent');
    this.rows.push(messageRow({ ...row, kind: 'handed-over', state: 'sent', epoch, note: reason }));
    this.#head = { ...this.head, handedOver: { reason, atMs } };
  }

  #row(what: string, name: string, atMs: number, sender: Sender) {
    const senderId = sender === 'operator' ? OPERATOR : sender === 'agent' ? demoAgentId : undefined;
    return {
      ...this.key,
      accountId: this.#account.id,
      messageId: `demo_${stableId(this.key.conversationId, what, name)}`,
      atMs,
      deadlineMs: atMs + DEADLINE_MS,
      sender,
      ...(senderId === undefined ? {} : { senderId }),
    };
  }

  #card(status: 'blank' | 'filled'): MessageBody {
    const card = demoCards[this.#account.id]?.find((one) => ASKS_FOR_CONTACT.includes(one.card));
    if (!card) throw new Error(`${this.#account.name} has no card that asks for a contact`);
    return { type: 'card', card: card.card, cardId: card.id, title: card.title, status };
  }
}

const ASKS_FOR_CONTACT: readonly string[] = ['phone-collect-card', 'lead-card'];
const SENDERS = { ai: 'agent', me: 'operator', welcome: 'welcome' } as const;

/** A plausible cost of an answer: the knowledge comes from the cache, the thread does not. */
const usageOf = (index: number) => ({
  model: DEFAULT_MODEL,
  inputTokens: 180 + index * 45,
  outputTokens: 48 + (index % 3) * 17,
  cacheReadTokens: 3_120,
  cacheWriteTokens: index === 0 ? 240 : 0,
  simulated: true,
});
