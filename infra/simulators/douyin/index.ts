import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { createDelivery, type Delivery } from '../core/delivery.ts';
import { createFaults } from '../core/faults.ts';
import { createLedger } from '../core/ledger.ts';
import type { Conversation } from '../core/model.ts';
import { createWorld, type World } from '../core/world.ts';
import { callbackAddress } from '../credentials.ts';
import { json } from '../http/reply.ts';
import { DOUYIN_ACCOUNTS, PRESET } from '../preset.ts';
import { rawBody, type Settings, type Standing, type Twin, type TwinDeps } from '../twin.ts';
import { createActs } from './acts.ts';
import { opaqueId, short } from './answers.ts';
import { mountApi } from './api-routes.ts';
import { mountConsent } from './consent.ts';
import { createEvents } from './events.ts';
import { createGrants, IM_SCOPE } from './grants.ts';
import { mountMedia } from './media.ts';
import { mountOauth } from './oauth-routes.ts';
import { ENTRY_MESSAGES, ENTRY_WINDOW_MS, judgeEntry, REPLY_WINDOW_MS } from './windows.ts';

export const BASE = '/douyin';

const EVENTS = ['im_receive_msg', 'im_send_msg', 'im_enter_direct_msg', 'im_recall_msg'] as const;
const ACCOUNT_EVENTS = ['authorize', 'unauthorize', 'contract_authorize', 'contract_unauthorize'] as const;

/** Douyin's twin: its interfaces, its book, and the people who use its app. */
export function createDouyin(deps: TwinDeps): Twin {
  const { clock, env, store, router } = deps;
  const initial: Settings = {
    webhookUrl: env.DOUYIN_WEBHOOK_URL,
    leadWebhookUrl: '',
    maxPerWindow: null,
    maskPhones: false,
    autoCapture: false,
    leadDelayMs: 0,
  };
  const world = createWorld(store, opaqueId);
  const ledger = createLedger(world);
  const faults = createFaults();
  const grants = createGrants(store, clock);
  const subscribed = new Map<string, boolean>([...EVENTS, ...ACCOUNT_EVENTS].map((event) => [event, true]));
  const isLive = (accountId: string): boolean => {
    const grant = grants.byAccount(accountId);
    return grant !== undefined && !grant.revoked && grant.scopes.includes(IM_SCOPE);
  };
  const events = createEvents(
    {
      env,
      clock,
      world,
      origin: deps.origin,
      settings: () => twin.settings,
      isSubscribed: (event, accountId) =>
        subscribed.get(event) === true && (EVENTS.every((name) => name !== event) || isLive(accountId)),
    },
    () => delivery,
  );
  const delivery: Delivery = createDelivery({
    clock,
    faults,
    ledger,
    store,
    post: deps.post,
    isAcknowledged: (status) => status === 200,
    renewId: (push) => ({ ...push, headers: { ...push.headers, 'msg-id': randomUUID() } }),
    forge: (push) => ({ ...push, headers: { ...push.headers, 'x-douyin-signature': '0'.repeat(40) } }),
  });
  const now = (): number => clock.now();
  const media = mountMedia(router, BASE, { store, grants, world, now, origin: deps.origin });
  mountApi(router, BASE, { world, ledger, faults, grants, events, media, settings: () => twin.settings, now });
  mountConsent(router, BASE, { env, world, grants });
  mountOauth(router, BASE, {
    env,
    world,
    grants,
    faults,
    now,
    origin: deps.origin,
    onGranted: ({ accountId, scopes }) => {
      void events.account('authorize', accountId, { scopes: scopes.filter((scope) => !scope.startsWith('im.')) });
      const contract = scopes.filter((scope) => scope.startsWith('im.'));
      void events.account('contract_authorize', accountId, { scopes: contract, timestamp: Math.floor(now() / 1000) });
    },
  });
  mountSubscriptions(deps, subscribed, (token) => grants.isClientToken(token));

  const twin: Twin = {
    name: 'douyin',
    world,
    ledger,
    faults,
    delivery,
    settings: { ...initial },
    acts: createActs({ world, ledger, events, faults, clock }),
    mediaPath: (id) => media.pathOf(id),
    standing: (conversation) => standing(world, conversation, twin.settings, now()),
    authorization(accountId) {
      const grant = grants.byAccount(accountId);
      if (!grant) return { accountId, state: 'none' };
      const state = grant.revoked ? 'revoked' : now() >= grant.accessExpiresAtMs ? 'expired' : 'active';
      const { accessExpiresAtMs, refreshExpiresAtMs } = grant;
      return { accountId, state, accessExpiresAtMs, refreshExpiresAtMs };
    },
    revoke(accountId, silent) {
      const scopes = grants.byAccount(accountId)?.scopes ?? [];
      grants.revoke(accountId);
      if (silent) return;
      const contract = scopes.filter((scope) => scope.startsWith('im.'));
      void events.account('contract_unauthorize', accountId, { scopes: contract, timestamp: Math.floor(now() / 1000) });
    },
    expireToken: (accountId) => grants.expireAccess(accountId),
    async rawPush(request) {
      const body = rawBody(request.body);
      const headers = {
        ...(request.sign ? events.sign(body) : { 'content-type': 'application/json' }),
        ...request.headers,
      };
      const url = `${callbackAddress(twin.settings.webhookUrl, env.DOUYIN_WEBHOOK_KEY)}${request.path}`;
      const answer = await deps.post(url, headers, body, 10_000);
      return answer.kind === 'answered' ? answer : { status: 0, body: answer.code };
    },
    resume: () => delivery.resume(),
    reset() {
      world.clear();
      ledger.clear();
      faults.clear();
      grants.clear();
      media.clear();
      twin.settings = { ...initial };
      furnish(world, now());
      grants.addPresets();
    },
    stop: () => delivery.stop(),
  };
  furnish(world, now());
  grants.addPresets();
  return twin;
}

/** Preset accounts with their cards; what a store already knows stays as it is. */
function furnish(world: World, nowMs: number): void {
  for (const account of DOUYIN_ACCOUNTS) {
    if (world.accounts.has(account.id)) continue;
    world.saveAccount(account);
    if (account.kind !== 'enterprise') continue;
    const isPreset = account.id === PRESET.douyin.enterprise.id;
    const common = { accountId: account.id, approved: true, updatedAtMs: nowMs };
    const retainId = isPreset ? PRESET.douyin.retainCardId : opaqueId();
    const phoneId = isPreset ? PRESET.douyin.phoneCardId : opaqueId();
    world.saveCard({
      ...common,
      id: retainId,
      kind: 'retain-card',
      title: '留下电话，设计师回电报价',
      components: [1, 2, 3],
    });
    world.saveCard({ ...common, id: phoneId, kind: 'phone-collect-card', title: '一键留电话，优先安排量房' });
  }
}

const SubscriptionBody = z.object({
  list: z.array(z.object({ event: z.string(), status: z.union([z.literal(0), z.literal(1)]) })),
});

function mountSubscriptions(
  deps: TwinDeps,
  subscribed: Map<string, boolean>,
  isClient: (token: string) => boolean,
): void {
  const tokenOf = (header: unknown): string => (typeof header === 'string' ? header : '');
  const list = () => [...subscribed].map(([event, on]) => ({ event, status: on ? 1 : 0 }));
  deps.router.on('GET', `${BASE}/event/status/list/`, ({ req }) =>
    isClient(tokenOf(req.headers['access-token'])) ? json({ data: { error_code: 0, list: list() } }) : short(28001003),
  );
  deps.router.on('POST', `${BASE}/event/status/update/`, async (call) => {
    if (!isClient(tokenOf(call.req.headers['access-token']))) return short(28001003);
    for (const { event, status } of (await call.json(SubscriptionBody)).list) subscribed.set(event, status === 1);
    return json({ data: { error_code: 0, list: list() } });
  });
}

/** The widest right that is open now, in words for the page. */
function standing(world: World, c: Conversation, settings: Settings, nowMs: number): Standing {
  const account = world.accounts.get(c.accountId);
  if (!account || account.kind === 'ordinary') return { open: false, rule: 'kind', text: '普通账号不能由工具发送' };
  if (c.lastCustomerAtMs !== undefined && nowMs < c.lastCustomerAtMs + REPLY_WINDOW_MS) {
    const untilMs = c.lastCustomerAtMs + REPLY_WINDOW_MS;
    if (settings.maxPerWindow === null) return { open: true, rule: 'W2', text: '客户说过话：24 小时内可回复', untilMs };
    const left = settings.maxPerWindow - c.acceptedSinceCustomer;
    return { open: left > 0, rule: 'W2', text: '客户说过话：24 小时内可回复', untilMs, left: Math.max(0, left) };
  }
  const entry = c.entries.findLast((candidate) => judgeEntry(candidate, nowMs) === 'open');
  if (!entry) return { open: false, rule: 'W3a', text: '没有打开的发送窗口' };
  const left = ENTRY_MESSAGES - entry.spent;
  return {
    open: true,
    rule: 'W1',
    text: '客户刚打开私信页：30 秒内可发 3 条',
    untilMs: entry.atMs + ENTRY_WINDOW_MS,
    left,
  };
}
