import { randomUUID } from 'node:crypto';
import type { SimulatorClock } from '../clock.ts';
import type { Delivery, Push } from '../core/delivery.ts';
import type { Body, Conversation, Entry, Message, Source } from '../core/model.ts';
import type { World } from '../core/world.ts';
import { callbackAddress, type SimulatorEnv } from '../credentials.ts';
import type { Settings } from '../twin.ts';
import { logId } from './answers.ts';
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
    account: (event, accountId, fields) =>
      push(event, accountId, `account|${accountId}`, {
        from_user_id: accountId,
        to_user_id: '',
        log_id: logId(),
        content: fields,
      }),
  };
}

function people(deps: EventsDeps, c: Conversation): unknown[] {
  const customer = deps.world.customers.get(c.customerId);
  const account = deps.world.accounts.get(c.accountId);
  const avatar = (name: string): string => `${deps.origin()}/avatar/${encodeURIComponent(name)}.svg`;
  return [
    { open_id: c.customerId, nick_name: customer?.name ?? '', avatar: avatar(customer?.name ?? '?') },
    { open_id: c.accountId, nick_name: account?.name ?? '', avatar: avatar(account?.name ?? '?') },
  ];
}

function bodyFields(body: Body, maskPhones: boolean): Record<string, unknown> {
  switch (body.kind) {
    case 'text':
      return { message_type: 'text', text: body.text };
    case 'image':
      return { message_type: body.local ? 'user_local_image' : 'image' };
    case 'video':
      return body.local ? { message_type: 'user_local_video' } : { message_type: 'video', item_id: body.itemId ?? '' };
    case 'gif':
      return {
        message_type: 'emoji',
        resource_type: 'gif',
        resource_width: 240,
        resource_height: 240,
        resource_url: body.url ?? '',
      };
    case 'card':
      return cardFields(body, maskPhones);
    case 'other':
      return { message_type: 'other' };
  }
}

function cardFields(body: Extract<Body, { kind: 'card' }>, maskPhones: boolean): Record<string, unknown> {
  const values = body.values?.map(({ label, value }) => ({
    label,
    value: maskPhones ? value.replace(/^(1\d{2})\d{4}(\d{4})$/, '$1****$2') : value,
  }));
  const filled = body.status === 'filled' ? { card_data: values ?? [] } : {};
  const status = body.status === 'filled' ? 2 : 1;
  if (body.card === 'retain-card') {
    return { message_type: 'retain_consult_card', card_id: body.cardId, card_status: status, ...filled };
  }
  if (body.card === 'phone-collect-card') {
    // The event form of lead components is nobody's fact: an unknown type that holds card_data.
    return {
      message_type: 'lead_component',
      component_type: 6,
      component_id: body.cardId,
      card_status: status,
      ...filled,
    };
  }
  return { message_type: 'other' };
}

/** Ids of an invented campaign, 19 digits long: too long for a JavaScript number, hence written as text. */
const AD_INFO =
  '{"adv_id":1712345678901234,"adv_name":"青木装饰","ad_id":1798765432109876,"ad_name":"整装线索计划",' +
  '"creative_id":1798765432100001,"promotion_id":7301234567890123456,"material_title_id":7301234567890123457,' +
  '"material_image_id":7301234567890123458,"material_video_id":7301234567890123459}';

/** The event's own scene numbers are not published; only the sample's 4 is known, the rest are ours. */
const SCENE: Readonly<Record<Source, number>> = {
  ad: 4,
  'search-ad': 5,
  feed: 6,
  video: 2,
  'live-room': 3,
  profile: 1,
};

function entryContent(deps: EventsDeps, c: Conversation, entry: Entry): string {
  const fromVideo = entry.source === 'video' || entry.source === 'ad' || entry.source === 'feed';
  return JSON.stringify({
    conversation_short_id: c.ref,
    server_message_id: entry.id,
    conversation_type: 1,
    create_time: entry.atMs,
    scene_type: SCENE[entry.source],
    ...(fromVideo ? { objectId: '@0eadsltaZHu1JgnJadP8qfC30Zl5bDeLkpIrCMaIim3MyoglLEkVTpPs4RbmOQJ8' } : {}),
    user_infos: people(deps, c),
    ...(entry.source === 'ad' || entry.source === 'search-ad' ? { ad_info: AD_INFO } : {}),
  });
}
