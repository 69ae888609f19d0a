import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { createDelivery, type Delivery, type Push } from '../core/delivery.ts';
import { createFaults } from '../core/faults.ts';
import { createLedger } from '../core/ledger.ts';
import type { Conversation } from '../core/model.ts';
import { createWorld, type World } from '../core/world.ts';
import { callbackAddress } from '../credentials.ts';
import { PRESET, XIAOHONGSHU_ACCOUNTS } from '../preset.ts';
import {
  type AuthorizationStanding,
  rawBody,
  type Settings,
  type Standing,
  type Twin,
  type TwinDeps,
} from '../twin.ts';
import { createActs } from './acts.ts';
import { messageId } from './answers.ts';
import { mountApi } from './api-routes.ts';
import { createSealer, type Sealer } from './cipher.ts';
import { mountConsent, unbind } from './consent.ts';
import { createEvents } from './events.ts';
import { createGrants, type Grants, SCOPES } from './grants.ts';
import { createLeads } from './leads.ts';
import { firstContact } from './send.ts';
import { FIRST_DAY_MS, judgeFirstContact } from './windows.ts';

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
  mountApi(router, BASE, { env, world, ledger, faults, grants, events, sealer, origin, now });
  const toolOrigin = (): string => new URL('/', twin.settings.webhookUrl).href;
  mountConsent(router, BASE, { env, world, grants, events, sealer, now, toolOrigin });

  const twin: Twin = {
    name: 'xiaohongshu',
    world,
    ledger,
    faults,
    delivery,
    settings: { ...initial },
    acts: createActs({ world, ledger, events, faults, clock, settings, reportLead }),
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

const Ack = z.object({ code: z.number().optional(), success: z.boolean().optional() });

/** HTTP 200 counts, unless the body says in the platform's own form that it failed. */
function isAcknowledged(status: number, body: string): boolean {
  if (status !== 200) return false;
  try {
    const parsed = Ack.safeParse(JSON.parse(body));
    return !parsed.success || ((parsed.data.code ?? 0) === 0 && parsed.data.success !== false);
  } catch {
    return true;
  }
}

const WithContent = z.object({ content: z.unknown() }).loose();

function sealContent(sealer: Sealer, body: unknown): unknown {
  const parsed = WithContent.safeParse(body);
  if (!parsed.success || typeof parsed.data.content === 'string') return body;
  return { ...parsed.data, content: sealer.seal(parsed.data.content) };
}

/** A copy sealed under a key that is not ours. */
function forge(sealer: Sealer, push: Push): Push {
  const stranger = createSealer('00112233445566778899aabbccddeeff');
  const parsed = WithContent.safeParse(JSON.parse(Buffer.from(push.body, 'base64').toString('utf8')));
  if (!parsed.success) return push;
  const content = stranger.seal(sealer.open(String(parsed.data.content)) ?? {});
  const message_id = messageId();
  return { ...push, body: Buffer.from(JSON.stringify({ ...parsed.data, message_id, content })).toString('base64') };
}

function furnish(world: World, nowMs: number): void {
  const preset = PRESET.xiaohongshu;
  for (const account of XIAOHONGSHU_ACCOUNTS) {
    if (world.accounts.has(account.id)) continue;
    world.saveAccount(account);
    const isOurs = account.id === preset.enterprise.id;
    const isOurStaff = account.id === preset.staff.id;
    const own = (id: string): string => (isOurs ? id : `${id}-${account.id.slice(0, 6)}`);
    const leadId = isOurStaff ? preset.staffLeadCardId : own(preset.leadCardId);
    const common = { accountId: account.id, approved: true, updatedAtMs: nowMs };
    world.saveCard({ ...common, id: leadId, kind: 'lead-card', title: '免费领取整装报价', subKind: '' });
    world.saveCard({ ...common, id: own(preset.nameCardId), kind: 'name-card', title: '设计师企微', subKind: 'WECOM' });
    world.saveCard({ ...common, id: own('60022'), kind: 'name-card', title: '门店热线', subKind: 'PHONE' });
    world.saveCard({ ...common, id: own(preset.noteId), kind: 'note', title: '89平三居改造，一个月搬进新家' });
    if (account.kind !== 'enterprise') continue;
    world.saveCard({ ...common, id: own('5518820'), kind: 'landing-page', title: '整装套餐预约量房' });
  }
}

function authorization(
  grants: Grants,
  accountId: string,
  enterpriseId: string,
  isRouted: boolean,
  nowMs: number,
): AuthorizationStanding {
  const grant = grants.grant(enterpriseId);
  const pair = grants.current(enterpriseId);
  if (!grant || !pair) return { accountId, state: 'none' };
  const { accessExpiresAtMs, refreshExpiresAtMs } = pair;
  const times = { accountId, accessExpiresAtMs, refreshExpiresAtMs };
  if (grant.revoked) return { ...times, state: 'revoked' };
  if (nowMs >= accessExpiresAtMs) return { ...times, state: 'expired' };
  return { ...times, state: isRouted ? 'active' : 'consented' };
}

/** The widest right that is open now, in words for the page. */
function standing(world: World, c: Conversation, nowMs: number): Standing {
  const facts = firstContact(world, c);
  if (facts.spoke) return { open: true, rule: 'W6', text: '客户说过话：可一直发送' };
  const text = judgeFirstContact(facts, true, nowMs);
  if (text !== 'open') return { open: false, rule: 'W4', text: '首次开口前的额度已用完或未打开' };
  if (facts.follows) return { open: true, rule: 'W5', text: '客户已关注：首次进入不限条数' };
  const dayEndsAtMs = (facts.enteredAtMs ?? 0) + FIRST_DAY_MS;
  if (nowMs >= dayEndsAtMs) return { open: true, rule: 'W4', text: '进入满 24 小时：可发 1 条任意消息', left: 1 };
  const left = (facts.highWeight ? 2 : 1) - facts.sent.length;
  return { open: true, rule: 'W4', text: '首次进入 24 小时内：先发 1 条文字', untilMs: dayEndsAtMs, left };
}
