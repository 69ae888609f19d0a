import { randomUUID } from 'node:crypto';
import { createDelivery, type Delivery } from '../core/delivery.ts';
import { createFaults } from '../core/faults.ts';
import { createLedger } from '../core/ledger.ts';
import { createWorld } from '../core/world.ts';
import { callbackAddress } from '../credentials.ts';
import { rawBody, type Settings, type Twin, type TwinDeps } from '../twin.ts';
import { createActs } from './acts.ts';
import { opaqueId } from './answers.ts';
import { mountApi } from './api-routes.ts';
import { mountConsent } from './consent.ts';
import { createEvents } from './events.ts';
import { furnish } from './furnish.ts';
import { createGrants, IM_SCOPE } from './grants.ts';
import { mountMedia } from './media.ts';
import { mountOauth } from './oauth-routes.ts';
import { standing } from './standing.ts';
import { mountSubscriptions } from './subscriptions.ts';

export const BASE = '/douyin';

const EVENTS = ['im_receive_msg', 'im_send_msg', 'im_enter_direct_msg', 'im_recall_msg', 'im_authorize'] as const;
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
  mountSubscriptions(router, BASE, subscribed, (token) => grants.isClientToken(token));

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
