import * as z from 'zod';
import type { Faults } from '../core/faults.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Card } from '../core/model.ts';
import type { World } from '../core/world.ts';
import type { SimulatorEnv } from '../credentials.ts';
import { type FaultWords, withFaults } from '../http/api-faults.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Call, Router } from '../http/router.ts';
import { messageId, ok, REFUSAL, type Refused, refusal } from './answers.ts';
import type { Sealer } from './cipher.ts';
import type { Events } from './events.ts';
import { type Grant, type Grants, type Issued, SCOPES } from './grants.ts';
import { judgeSend, SendBody } from './send.ts';
import { RECALL_MS } from './windows.ts';

export type ApiDeps = {
  readonly env: SimulatorEnv;
  readonly world: World;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly grants: Grants;
  readonly events: Events;
  readonly sealer: Sealer;
  readonly origin: () => string;
  readonly now: () => number;
};

type Kind = 'send' | 'recall' | 'cards' | 'oauth';

const WORDS: FaultWords = {
  tokenExpired: () => refusal(REFUSAL.tokenWrong),
  refused: (code) => refusal(Object.values(REFUSAL).find((known) => known.code === code) ?? REFUSAL.busy),
  tooMany: (rule) =>
    json({ code: REFUSAL.rate.code, success: false, msg: REFUSAL.rate.msg, data: null }, 429, {
      ...(rule.retryAfterSeconds === undefined ? {} : { 'retry-after': String(rule.retryAfterSeconds) }),
    }),
};

/** The gateway: tokens, sends, recall, lists. Everything is POST with JSON and answers 200. */
export function mountApi(router: Router, base: string, deps: ApiDeps): void {
  const on = (path: string, kind: Kind, run: (body: unknown, call: Call) => Reply | Promise<Reply>): void =>
    router.on('POST', `${base}/api/open${path}`, async (call) => {
      const body = parse(await call.bytes());
      const accountId = Speaker.safeParse(body).data?.from_user_id;
      return withFaults(deps.faults, { on: kind, ...(accountId ? { accountId } : {}) }, call.res, WORDS, () =>
        run(body, call),
      );
    });
  /** Calls under a token: the grant must live and belong to the enterprise that the body names. */
  const granted = (path: string, kind: Kind, run: (body: unknown, grant: Grant) => Reply | Promise<Reply>): void =>
    on(path, kind, (body, call) => {
      const grant = deps.grants.byAccess(String(call.req.headers['access-token'] ?? ''));
      const problem = !grant ? REFUSAL.tokenWrong : tokenProblem(grant, body);
      if (!grant || problem) {
        const refused = problem ?? REFUSAL.tokenWrong;
        if (kind === 'send' || kind === 'recall') note(deps, kind, body, refused, 'token', false);
        return refusal(refused);
      }
      return run(body, grant);
    });

  on('/oauth2/access_token', 'oauth', (body) => exchange(deps, body));
  on('/oauth2/refresh_token', 'oauth', (body) => refresh(deps, body));
  granted('/im/third/send', 'send', (body, grant) => send(deps, body, grant));
  granted('/im/third/recall', 'recall', (body) => recall(deps, body));
  granted('/im/auth/bind_users', 'cards', (body, grant) => listStaff(deps, body, grant));
  granted('/im/material/list', 'cards', (body) => listCards(deps, body));
  granted('/im/page/list', 'cards', (body) => listCards(deps, body, 'landing-page'));
  granted('/im/note/list', 'cards', (body) => listCards(deps, body, 'note'));
}

const Speaker = z.object({
  user_id: z.string(),
  from_user_id: z.string().default(''),
  to_user_id: z.string().default(''),
});

function tokenProblem(grant: Grant, body: unknown): Refused | undefined {
  if (grant.revoked) return REFUSAL.revoked;
  if (!grant.scopes.includes(SCOPES.tool)) return REFUSAL.scope;
  return Speaker.safeParse(body).data?.user_id === grant.enterpriseId ? undefined : REFUSAL.tokenWrong;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function note(
  deps: ApiDeps,
  operation: 'send' | 'recall',
  body: unknown,
  refused: Refused,
  why: string,
  illegal: boolean,
): void {
  const speaker = Speaker.safeParse(body).data;
  const { code } = refused;
  const accountId = speaker?.from_user_id ?? '';
  deps.ledger.refuse({
    atMs: deps.now(),
    accountId,
    customerId: speaker?.to_user_id ?? '',
    operation,
    code,
    why,
    illegal,
  });
}

const Exchange = z.object({ app_id: z.number(), secret: z.string(), auth_code: z.string() });
const Refresh = z.object({ app_id: z.number(), secret: z.string(), refresh_token: z.string() });

function exchange(deps: ApiDeps, body: unknown): Reply {
  const parsed = Exchange.safeParse(body);
  if (!parsed.success || !isApp(deps, parsed.data)) return refusal(REFUSAL.parameter);
  const issued = deps.grants.redeem(parsed.data.auth_code);
  return issued ? ok(tokenFields(deps, issued)) : refusal(REFUSAL.parameter);
}

function refresh(deps: ApiDeps, body: unknown): Reply {
  const parsed = Refresh.safeParse(body);
  const issued =
    parsed.success && isApp(deps, parsed.data) ? deps.grants.refresh(parsed.data.refresh_token) : undefined;
  return issued ? ok(tokenFields(deps, issued)) : refusal(REFUSAL.refreshRefused);
}

const isApp = ({ env }: ApiDeps, given: { app_id: number; secret: string }): boolean =>
  given.app_id === env.XIAOHONGSHU_APP_ID && given.secret === env.XIAOHONGSHU_APP_SECRET;

function tokenFields(deps: ApiDeps, { grant, pair }: Issued): Record<string, unknown> {
  const account = deps.world.accounts.get(grant.enterpriseId);
  return {
    access_token: pair.access,
    access_token_expires_in: Math.floor((pair.accessExpiresAtMs - deps.now()) / 1000),
    refresh_token: pair.refresh,
    refresh_token_expires_in: Math.floor((pair.refreshExpiresAtMs - deps.now()) / 1000),
    user_id: grant.enterpriseId,
    app_id: deps.env.XIAOHONGSHU_APP_ID,
    approval_role_type: 4,
    role_type: 4,
    platform_type: 3,
    advertiser_id: 7204418,
    scope: JSON.stringify(grant.scopes),
    corporation_name: account?.subject ?? '',
    virtual_seller_id: grant.enterpriseId,
    create_time: grant.createdAtMs,
    update_time: deps.now(),
  };
}

async function send(deps: ApiDeps, body: unknown, grant: Grant): Promise<Reply> {
  const parsed = SendBody.safeParse(body);
  if (!parsed.success) {
    note(deps, 'send', body, REFUSAL.parameter, 'body', true);
    return refusal(REFUSAL.parameter);
  }
  const { from_user_id: accountId, to_user_id: customerId, request_id: requestId } = parsed.data;
  const earlier = deps.world.thread({ accountId, customerId }).find((message) => message.requestId === requestId);
  if (earlier) return refusal(REFUSAL.duplicate, { message_id: earlier.id });
  const { world, sealer } = deps;
  const binding = deps.grants.binding(grant.enterpriseId);
  const verdict = judgeSend(parsed.data, { world, sealer, binding, nowMs: deps.now() });
  if (verdict.kind === 'refuse') {
    note(deps, 'send', body, verdict.refused, verdict.why, verdict.illegal);
    return refusal(verdict.refused);
  }
  const { conversation, message } = verdict;
  if (message.body.kind === 'text' && message.body.quotedCommentId !== undefined) {
    const { quotedCommentId } = message.body;
    for (const comment of conversation.comments) if (comment.id === quotedCommentId) comment.replied = true;
  }
  deps.ledger.accept(conversation, message);
  await echo(deps, accountId, () => {
    const otherId = deps.faults.strike('echo.other-id', { accountId }) ? messageId() : undefined;
    return deps.events.echoed(conversation, message, otherId);
  });
  return ok({ message_id: message.id });
}

/** Pushes the echo unless a fault swallows it; waits for it only where a fault says that it comes first. */
async function echo(deps: ApiDeps, accountId: string, push: () => Promise<void>): Promise<void> {
  if (deps.faults.strike('echo.never', { accountId })) return;
  deps.ledger.count('echoes');
  if (deps.faults.strike('echo.before-answer', { accountId })) await push();
  else setImmediate(() => void push());
}

const RecallBody = z.object({ from_user_id: z.string(), to_user_id: z.string(), message_id: z.string() });

function recall(deps: ApiDeps, body: unknown): Reply {
  const parsed = RecallBody.safeParse(body);
  if (!parsed.success) return refusal(REFUSAL.parameter);
  const { from_user_id: accountId, to_user_id: customerId, message_id: id } = parsed.data;
  const message = deps.world.message(id);
  if (message?.accountId !== accountId || message.customerId !== customerId || message.from !== 'account') {
    note(deps, 'recall', body, REFUSAL.parameter, 'not an own message', true);
    return refusal(REFUSAL.parameter);
  }
  // Recalling what is already recalled is success.
  if (message.recalledAtMs !== undefined) return ok(null);
  if (deps.now() > message.atMs + RECALL_MS) {
    note(deps, 'recall', body, REFUSAL.recallExpired, 'older than 2 minutes', true);
    return refusal(REFUSAL.recallExpired);
  }
  const conversation = deps.world.conversation({ accountId, customerId });
  const recalled = { ...message, recalledAtMs: deps.now() };
  deps.ledger.count('recalled', conversation);
  deps.world.update(recalled);
  setImmediate(() => void deps.events.recalled(conversation, recalled, 'account'));
  return ok(null);
}

const Page = z.object({
  hosted_user_id: z.string().optional(),
  user_id: z.string(),
  type: z.number().int().optional(),
  page_num: z.number().int().min(1).default(1),
  page_size: z.number().int().min(1).max(50).default(50),
});

function paged<T>(all: readonly T[], page: z.infer<typeof Page>): readonly T[] {
  return all.slice((page.page_num - 1) * page.page_size, page.page_num * page.page_size);
}

function listStaff(deps: ApiDeps, body: unknown, grant: Grant): Reply {
  const parsed = Page.safeParse(body);
  if (!parsed.success) return refusal(REFUSAL.parameter);
  const staff = (deps.grants.binding(grant.enterpriseId)?.staff ?? []).map((id) => {
    const name = deps.world.accounts.get(id)?.name ?? '';
    return { user_id: id, nick_name: name, avatar_img: `${deps.origin()}/avatar/${encodeURIComponent(name)}.svg` };
  });
  return ok({ total: staff.length, kos_user_list: paged(staff, parsed.data) });
}

const MATERIAL_TYPES: Readonly<Record<number, Card['kind']>> = { 1: 'name-card', 2: 'lead-card', 3: 'trade-card' };

function listCards(deps: ApiDeps, body: unknown, fixed?: Card['kind']): Reply {
  const parsed = Page.safeParse(body);
  const kind = fixed ?? MATERIAL_TYPES[parsed.data?.type ?? 0];
  if (!parsed.success || !kind) return refusal(REFUSAL.parameter);
  const accountId = parsed.data.hosted_user_id ?? parsed.data.user_id;
  const cards = [...deps.world.cards.values()].filter((card) => card.accountId === accountId && card.kind === kind);
  const list = paged(cards, parsed.data).map((card) => cardFields(card, parsed.data.type));
  return ok({ total: cards.length, list });
}

function cardFields(card: Card, type: number | undefined): Record<string, unknown> {
  const cover = 'https://sns-img.example/cover.jpg';
  if (card.kind === 'note') {
    return { note_id: card.id, title: card.title, cover_url: cover, publish_time: card.updatedAtMs };
  }
  const audit = card.approved ? 2 : 1;
  if (card.kind === 'landing-page')
    return { material_id: card.id, title: card.title, cover_url: cover, audit_status: audit };
  return {
    material_id: card.id,
    type,
    sub_type: card.subKind ?? '',
    title: card.title,
    audit_status: audit,
    update_time: card.updatedAtMs,
  };
}
