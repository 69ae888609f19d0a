import { randomUUID } from 'node:crypto';
import type { SimulatorClock } from '../clock.ts';
import type { Delivery, Push } from '../core/delivery.ts';
import type { Conversation, Message, Who } from '../core/model.ts';
import type { World } from '../core/world.ts';
import { callbackAddress, type SimulatorEnv } from '../credentials.ts';
import { avatarUrl } from '../http/pictures.ts';
import type { Settings } from '../twin.ts';
import { messageId } from './answers.ts';
import { type Sealer, signLead } from './cipher.ts';
import type { Binding } from './grants.ts';
import { plaintext, typeOf } from './plaintext.ts';

/** Paths of family A on the tool's host. */
export const PATH = {
  message: '/api/open/im/send',
  bind: '/api/open/im/third/bind_account',
  unbind: '/api/open/im/third/unbind_account',
  staff: '/api/open/im/auth/bind_user/event',
  comment: '/api/open/im/intent/comment',
  lead: '/api/open/im/third/data',
} as const;

/** Family A: how often and when it repeats is unknown; three attempts are assumed. Family B: every 30 s, three repeats. */
const FAMILY_A = { attemptsLeft: 3, retryDelaysMs: [5_000, 30_000], timeoutMs: 5_000 };
const FAMILY_B = { attemptsLeft: 4, retryDelaysMs: [30_000], timeoutMs: 5_000 };

/** message_source: who wrote. */
const BY = { customer: 1, business: 2, system: 3 } as const;

export type EventsDeps = {
  readonly env: SimulatorEnv;
  readonly clock: SimulatorClock;
  readonly world: World;
  readonly sealer: Sealer;
  readonly origin: () => string;
  readonly settings: () => Settings;
  /** Whether messages of this account are routed to the tool. */
  readonly isRouted: (accountId: string) => boolean;
  readonly enterpriseOf: (accountId: string) => string;
};

/** Writes the pushes of this platform and hands them to its delivery. */
export interface Events {
  said(c: Conversation, message: Message): Promise<void>;
  echoed(c: Conversation, message: Message, idOverride?: string): Promise<void>;
  /** Entry, copied card, submitted card: content tells which. */
  hint(c: Conversation, content: Record<string, unknown>, lateMs?: number): Promise<void>;
  /** A message of a type that the interface does not carry. */
  supplement(c: Conversation): Promise<void>;
  recalled(c: Conversation, message: Message, by: 'customer' | 'account'): Promise<void>;
  bound(binding: Binding, token: string): Promise<void>;
  unbound(binding: Binding): Promise<void>;
  staff(enterpriseId: string, staffId: string, active: boolean): Promise<void>;
  comment(c: Conversation, content: Record<string, unknown>): Promise<void>;
  lead(accountId: string, record: Record<string, unknown>, afterMs: number, viaTool: boolean): void;
}

type Routing = { readonly source: number; readonly from: string; readonly to: string; readonly atMs: number };

export function createEvents(deps: EventsDeps, delivery: () => Delivery): Events {
  const { env, world, sealer, clock } = deps;
  const base = (): string => callbackAddress(deps.settings().webhookUrl, env.XIAOHONGSHU_WEBHOOK_KEY);
  const push = (accountId: string, lane: string, path: string, value: unknown, lateMs?: number): Promise<void> => {
    const made: Push = {
      ...FAMILY_A,
      id: randomUUID(),
      lane,
      event: path,
      accountId,
      url: base() + path,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(value), 'utf8').toString('base64'),
      attempts: 0,
      ...(lateMs === undefined ? {} : { notBeforeMs: clock.now() + lateMs }),
    };
    return delivery().enqueue(made);
  };
  const laneOf = (who: Who): string => `${who.accountId}|${who.customerId}`;
  const message = (
    c: Conversation,
    id: string,
    type: string,
    routing: Routing,
    content: Record<string, unknown>,
    lateMs?: number,
  ): Promise<void> => {
    if (!deps.isRouted(c.accountId)) return Promise.resolve();
    const name = world.customers.get(c.customerId)?.name ?? '';
    const envelope = {
      message_id: id,
      message_type: type,
      message_source: routing.source,
      from_user_id: routing.from,
      to_user_id: routing.to,
      timestamp: routing.atMs,
      content: sealer.seal(content),
      user_info: { nickname: name, avatar: avatarUrl(deps.origin(), name) },
    };
    return push(c.accountId, lateMs === undefined ? laneOf(c) : `late|${id}`, PATH.message, envelope, lateMs);
  };
  const inward = (c: Conversation, atMs: number, source: number = BY.customer): Routing => ({
    source,
    from: c.customerId,
    to: c.accountId,
    atMs,
  });
  const outward = (c: Conversation, atMs: number): Routing => ({
    source: BY.business,
    from: c.accountId,
    to: c.customerId,
    atMs,
  });

  return {
    said: (c, m) => message(c, m.id, typeOf(m.body), inward(c, m.atMs), plaintext(m.body)),
    echoed: (c, m, idOverride) => message(c, idOverride ?? m.id, typeOf(m.body), outward(c, m.atMs), plaintext(m.body)),
    hint: (c, content, lateMs) => message(c, messageId(), 'HINT', inward(c, clock.now()), content, lateMs),
    supplement: (c) =>
      message(c, messageId(), 'SERVICE_CARD', inward(c, clock.now(), BY.system), { hint: '请在小红书 App 中查看' }),
    recalled: (c, m, by) =>
      message(c, messageId(), 'REVOKE', by === 'customer' ? inward(c, clock.now()) : outward(c, clock.now()), {
        revoked_message_id: m.id,
      }),
    bound: ({ enterpriseId }, token) =>
      push(enterpriseId, `account|${enterpriseId}`, PATH.bind, {
        content: sealer.seal({
          user_id: enterpriseId,
          nick_name: world.accounts.get(enterpriseId)?.name ?? '',
          app_id: env.XIAOHONGSHU_APP_ID,
          token,
        }),
      }),
    unbound: ({ enterpriseId, accountCode }) =>
      push(enterpriseId, `account|${enterpriseId}`, PATH.unbind, {
        content: sealer.seal({ user_id: enterpriseId, app_id: env.XIAOHONGSHU_APP_ID, account_code: accountCode }),
      }),
    staff(enterpriseId, staffId, active) {
      const name = world.accounts.get(staffId)?.name ?? '';
      return push(staffId, `account|${enterpriseId}`, PATH.staff, {
        content: sealer.seal({
          user_id: enterpriseId,
          auth_status: active ? 2 : 4,
          kos_nick_name: name,
          kos_user_id: staffId,
          kos_avatar_img: avatarUrl(deps.origin(), name),
        }),
      });
    },
    comment: (c, content) =>
      deps.isRouted(c.accountId)
        ? push(c.accountId, laneOf(c), PATH.comment, { content: sealer.seal(content) })
        : Promise.resolve(),
    lead(accountId, record, afterMs, viaTool) {
      const id = String(record.id);
      if (viaTool) void push(accountId, `lead|${id}`, PATH.lead, { content: sealer.seal(record) }, afterMs);
      const url = deps.settings().leadWebhookUrl;
      if (url === '') return;
      const envelope = { data: record, timestamp: clock.now() + afterMs, source: '小红书' };
      const body = Buffer.from(JSON.stringify(envelope), 'utf8');
      void delivery().enqueue({
        ...FAMILY_B,
        id: randomUUID(),
        lane: `lead-b|${id}`,
        event: 'lead',
        accountId,
        url,
        headers: { 'content-type': 'application/json', 'x-red-signature': signLead(env.XIAOHONGSHU_LEAD_TOKEN, body) },
        body: body.toString('base64'),
        attempts: 0,
        notBeforeMs: clock.now() + afterMs,
      });
    },
  };
}
