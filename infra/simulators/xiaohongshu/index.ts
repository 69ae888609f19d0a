import { randomUUID } from 'node:crypto';
import { createDelivery, type Delivery } from '../core/delivery.ts';
import { createFaults } from '../core/faults.ts';
import { createLedger } from '../core/ledger.ts';
import { createWorld } from '../core/world.ts';
import { callbackAddress } from '../credentials.ts';
import { rawBody, type Settings, type Twin, type TwinDeps } from '../twin.ts';
import { createActs } from './acts.ts';
import { mountApi } from './api-routes.ts';
import { createSealer } from './cipher.ts';
import { mountConsent, unbind } from './consent.ts';
import { createEvents } from './events.ts';
import { furnish } from './furnish.ts';
import { createGrants, SCOPES } from './grants.ts';
import { createLeads } from './leads.ts';
import { mountFetchedMedia } from './media.ts';
import { forge, isAcknowledged, sealContent } from './push-forms.ts';
import { authorization, standing } from './standing.ts';

export const BASE = '/xiaohongshu';
const LEAD_DELAY_MS = 2_000;

/** Xiaohongshu's twin: its gateway, its book, its two authorisations, and the people who use its app. */
export function createXiaohongshu(deps: TwinDeps): Twin {
  const { clock, env, store, router } = deps;
  const initial: Settings = {
    webhookUrl: env.XIAOHONGSHU_WEBHOOK_URL,
    leadWebhookUrl: env.XIAOHONGSHU_LEAD_WEBHOOK_URL,
    maxPerWindow: null,
    maskPhones: false,
    autoCapture: false,
    leadDelayMs: LEAD_DELAY_MS,
  };
  const now = (): number => clock.now();
  const sealer = createSealer(env.XIAOHONGSHU_MESSAGE_KEY);
  const world = createWorld(store, randomUUID);
  const ledger = createLedger(world);
  const faults = createFaults();
  const grants = createGrants(store, clock);
  const enterpriseOf = (accountId: string): string => world.accounts.get(accountId)?.enterpriseId ?? accountId;
  const isRouted = (accountId: string): boolean => {
    const binding = grants.binding(enterpriseOf(accountId));
    return binding !== undefined && (accountId === binding.enterpriseId || binding.staff.includes(accountId));
  };
  const settings = (): Settings => twin.settings;
  const { origin } = deps;
  const events = createEvents({ env, clock, world, sealer, origin, settings, isRouted, enterpriseOf }, () => delivery);
  const delivery: Delivery = createDelivery({
    clock,
    faults,
    ledger,
    store,
    post: deps.post,
    isAcknowledged,
    renewId: (push) => push,
    forge: (push) => forge(sealer, push),
  });
  const sharesLeads = (accountId: string): boolean =>
    isRouted(accountId) && (grants.grant(enterpriseOf(accountId))?.scopes.includes(SCOPES.leads) ?? false);
  const reportLead = createLeads({ world, events, clock, settings, sharesLeads });
  const media = mountFetchedMedia(router, BASE, store, origin);
  mountApi(router, BASE, { env, world, ledger, faults, grants, events, sealer, media, origin, now });
  const toolOrigin = (): string => new URL('/', twin.settings.webhookUrl).href;
  mountConsent(router, BASE, { env, world, grants, events, sealer, now, toolOrigin });

  const twin: Twin = {
    name: 'xiaohongshu',
    world,
    ledger,
    faults,
    delivery,
    settings: { ...initial },
    acts: createActs({ world, ledger, events, faults, clock, settings, origin, reportLead }),
    standing: (conversation) => standing(world, conversation, now()),
    authorization: (accountId) => authorization(grants, accountId, enterpriseOf(accountId), isRouted(accountId), now()),
    revoke(accountId, silent) {
      const enterpriseId = enterpriseOf(accountId);
      const binding = grants.binding(enterpriseId);
      if (accountId !== enterpriseId) {
        if (binding) grants.bind({ ...binding, staff: binding.staff.filter((id) => id !== accountId) });
        if (!silent) void events.staff(enterpriseId, accountId, false);
        return;
      }
      grants.revoke(enterpriseId);
      if (!silent) unbind({ grants, events }, enterpriseId);
    },
    expireToken: (accountId) => grants.expireAccess(enterpriseOf(accountId)),
    async rawPush(request) {
      // "Signed" means sealed here: the value of `content` is put under the cipher.
      const value = request.sign ? sealContent(sealer, request.body) : request.body;
      const headers = { 'content-type': 'application/json', ...request.headers };
      const url = `${callbackAddress(twin.settings.webhookUrl, env.XIAOHONGSHU_WEBHOOK_KEY)}${request.path}`;
      const answer = await deps.post(url, headers, rawBody(value), 10_000);
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
