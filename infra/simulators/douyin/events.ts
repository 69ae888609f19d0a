import { randomUUID } from 'node:crypto';
import type { SimulatorClock } from '../clock.ts';
import type { Delivery, Push } from '../core/delivery.ts';
import type { Consent, Conversation, Entry, Message } from '../core/model.ts';
import type { World } from '../core/world.ts';
import { callbackAddress, type SimulatorEnv } from '../credentials.ts';
import type { Settings } from '../twin.ts';
import { logId } from './answers.ts';
import { bodyFields, entryContent, people } from './event-content.ts';
import { signBody } from './signature.ts';

/** The platform drops a connection after 5 s and tries three times in all; the pauses are not published. */
const ATTEMPTS = 3;
const TIMEOUT_MS = 5_000;
const RETRY_DELAYS_MS = [1_000, 5_000];

export type EventsDeps = {
  readonly env: SimulatorEnv;
  readonly clock: SimulatorClock;
  readonly world: World;
  readonly origin: () => string;
  readonly settings: () => Settings;
  readonly isSubscribed: (event: string, accountId: string) => boolean;
};

/** Writes the webhooks of this platform and hands them to its delivery. */
export interface Events {
  /** `lateMs` later and out of its conversation's order, where a fault asks for that. */
  entered(conversation: Conversation, entry: Entry, lateMs?: number): Promise<void>;
  said(conversation: Conversation, message: Message): Promise<void>;
  /** Anything the account sent, from a tool or by hand. */
  echoed(conversation: Conversation, message: Message, idOverride?: string): Promise<void>;
  recalled(conversation: Conversation, message: Message, by: 'customer' | 'account'): Promise<void>;
  /** W3: consent given, prolonged or taken back. */
  consented(conversation: Conversation, consent: Consent, isNew: boolean): Promise<void>;
  account(event: string, accountId: string, content: Record<string, unknown>): Promise<void>;
  sign(body: Buffer): Record<string, string>;
}

export function createEvents(deps: EventsDeps, delivery: () => Delivery): Events {
  const sign = (body: Buffer): Record<string, string> => ({
    'content-type': 'application/json',
    'x-douyin-signature': signBody(deps.env.DOUYIN_CLIENT_SECRET, body),
    'msg-id': randomUUID(),
  });
  const push = (
    event: string,
    accountId: string,
    lane: string,
    envelope: Record<string, unknown>,
    lateMs?: number,
  ): Promise<void> => {
    if (!deps.isSubscribed(event, accountId)) return Promise.resolve();
    const body = Buffer.from(JSON.stringify({ event, client_key: deps.env.DOUYIN_CLIENT_KEY, ...envelope }), 'utf8');
    const made: Push = {
      id: randomUUID(),
      lane,
      event,
      accountId,
      url: callbackAddress(deps.settings().webhookUrl, deps.env.DOUYIN_WEBHOOK_KEY),
      headers: sign(body),
      body: body.toString('base64'),
      attemptsLeft: ATTEMPTS,
      attempts: 0,
      retryDelaysMs: RETRY_DELAYS_MS,
      timeoutMs: TIMEOUT_MS,
      ...(lateMs === undefined ? {} : { notBeforeMs: deps.clock.now() + lateMs }),
    };
    return delivery().enqueue(made);
  };
  const fromCustomer = (c: Conversation): Record<string, unknown> => ({
    from_user_id: c.customerId,
    to_user_id: c.accountId,
    log_id: logId(),
  });
  const fromAccount = (c: Conversation): Record<string, unknown> => ({
    from_user_id: c.accountId,
    to_user_id: c.customerId,
    log_id: logId(),
  });
  const laneOf = (c: Conversation): string => `${c.accountId}|${c.customerId}`;
  const content = (c: Conversation, message: Message, id: string): Record<string, unknown> => ({
    conversation_short_id: c.ref,
    server_message_id: id,
    conversation_type: 1,
    create_time: message.atMs,
    source: message.via === 'api' ? deps.env.DOUYIN_CLIENT_KEY : '',
    scene_type: 100,
    ...bodyFields(message.body, deps.settings().maskPhones),
    user_infos: people(deps, c),
  });

  return {
    sign,
    entered: (c, entry, lateMs) => {
      // Official samples carry this event's content as a string, and ad_info as a string within it.
      const envelope = { ...fromCustomer(c), content: entryContent(deps, c, entry) };
      const lane = lateMs === undefined ? laneOf(c) : `late|${entry.id}`;
      return push('im_enter_direct_msg', c.accountId, lane, envelope, lateMs);
    },
    said: (c, message) =>
      push('im_receive_msg', c.accountId, laneOf(c), { ...fromCustomer(c), content: content(c, message, message.id) }),
    echoed: (c, message, idOverride) =>
      push('im_send_msg', c.accountId, laneOf(c), {
        ...fromAccount(c),
        content: content(c, message, idOverride ?? message.id),
      }),
    recalled: (c, message, by) =>
      push('im_recall_msg', c.accountId, laneOf(c), {
        ...(by === 'customer' ? fromCustomer(c) : fromAccount(c)),
        msg_id: randomUUID().replaceAll('-', ''),
        content: JSON.stringify({ server_message_id: message.id }),
      }),
    consented: (c, { atMs, given, untilMs }, isNew) => {
      const seconds = Math.floor(atMs / 1000);
      const told = {
        create_time: seconds,
        update_time: seconds,
        expire_time: Math.floor(untilMs / 1000),
        operation_type: isNew ? 1 : 2,
        auth_status: given ? 1 : 2,
        source: 'im.direct_message.bind',
        log_id: logId(),
      };
      const envelope = { ...fromCustomer(c), content: JSON.stringify(told) };
      return push('im_authorize', c.accountId, laneOf(c), envelope);
    },
    account: (event, accountId, fields) =>
      push(event, accountId, `account|${accountId}`, {
        from_user_id: accountId,
        to_user_id: '',
        log_id: logId(),
        content: fields,
      }),
  };
}
