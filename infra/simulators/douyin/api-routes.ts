import * as z from 'zod';
import type { Faults } from '../core/faults.ts';
import type { Ledger } from '../core/ledger.ts';
import type { World } from '../core/world.ts';
import { type FaultWords, withFaults } from '../http/api-faults.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Call, Router } from '../http/router.ts';
import type { Settings } from '../twin.ts';
import { CODE, failure, opaqueId, short, success } from './answers.ts';
import { deleteRetainCard, listComponents, listRetainCards, saveRetainCard } from './cards.ts';
import type { Events } from './events.ts';
import { type Grants, IM_SCOPE } from './grants.ts';
import type { Media } from './media.ts';
import { judgeSend } from './send.ts';

export type ApiDeps = {
  readonly world: World;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly grants: Grants;
  readonly events: Events;
  readonly media: Media;
  readonly settings: () => Settings;
  readonly now: () => number;
};

/** Sending, recall and cards: everything that acts for one account with its token. */
export function mountApi(router: Router, base: string, deps: ApiDeps): void {
  const on = (
    method: 'GET' | 'POST',
    path: string,
    kind: 'send' | 'recall' | 'cards',
    run: (accountId: string, body: unknown, call: Call) => Reply | Promise<Reply>,
  ): void =>
    router.on(method, `${base}${path}`, async (call) => {
      const body = parse(await call.bytes());
      const accountId = call.url.searchParams.get('open_id') ?? '';
      const words = faultWords(deps.now, kind);
      return withFaults(deps.faults, { on: kind, accountId }, call.res, words, () => {
        const dead = tokenProblem(deps, call, accountId);
        if (dead === undefined) return run(accountId, body, call);
        if (kind !== 'cards') refuse(deps, kind, accountId, customerOf(body), dead, 'token', false);
        return kind === 'recall' ? short(dead) : failure(dead, deps.now());
      });
    });
  const context = (accountId: string) => ({ world: deps.world, accountId, nowMs: deps.now() });

  on('POST', '/im/send/msg/', 'send', (accountId, body) => send(deps, accountId, body));
  on('POST', '/im/recall/msg/', 'recall', (accountId, body) => recall(deps, accountId, body));
  on('POST', '/im/save/retain_consult_card/', 'cards', (accountId, body) => saveRetainCard(body, context(accountId)));
  on('GET', '/im/get/retain_consult_card/', 'cards', (accountId) => listRetainCards(context(accountId)));
  on('GET', '/im/del/retain_consult_card/', 'cards', (accountId, _body, { url }) =>
    deleteRetainCard(url.searchParams.get('card_id') ?? '', context(accountId)),
  );
  on('POST', '/im/lead_component/list/', 'cards', (accountId, body) => listComponents(body, context(accountId)));
}

function parse(bytes: Buffer): unknown {
  try {
    return bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const customerOf = (body: unknown): string =>
  z.object({ to_user_id: z.string() }).safeParse(body).data?.to_user_id ?? '';

function faultWords(now: () => number, kind: 'send' | 'recall' | 'cards'): FaultWords {
  const say = (code: number): Reply => (kind === 'recall' ? short(code) : failure(code, now()));
  return {
    tokenExpired: () => say(CODE.tokenExpired),
    refused: (code) => say(code ?? CODE.busy),
    tooMany: (rule) =>
      json({ err_no: CODE.tooFrequent, err_msg: 'requests are too frequent' }, 429, {
        ...(rule.retryAfterSeconds === undefined ? {} : { 'retry-after': String(rule.retryAfterSeconds) }),
      }),
  };
}

/** Why the token does not serve this account; undefined = it does. */
function tokenProblem(deps: ApiDeps, call: Call, accountId: string): number | undefined {
  const grant = deps.grants.byAccess(String(call.req.headers['access-token'] ?? ''));
  if (!grant) return CODE.tokenInvalid;
  if (grant.accountId !== accountId) return CODE.tokenOfAnother;
  if (grant.revoked || !grant.scopes.includes(IM_SCOPE)) return CODE.notAuthorised;
  return deps.now() >= grant.accessExpiresAtMs ? CODE.tokenExpired : undefined;
}

function refuse(
  deps: ApiDeps,
  operation: 'send' | 'recall',
  accountId: string,
  customerId: string,
  code: number,
  why: string,
  illegal: boolean,
): void {
  deps.ledger.refuse({ atMs: deps.now(), accountId, customerId, operation, code, why, illegal });
}

async function send(deps: ApiDeps, accountId: string, body: unknown): Promise<Reply> {
  const verdict = judgeSend(body, {
    world: deps.world,
    accountId,
    nowMs: deps.now(),
    maxPerWindow: deps.settings().maxPerWindow,
    knowsImage: (id) => deps.media.has(id),
  });
  if (verdict.kind === 'refuse') {
    // The platform's own switches (ban, policy) are no rule that the caller could know beforehand.
    const unknowable: readonly number[] = [CODE.senderBarred, CODE.autoReplyActive, CODE.customerBanned];
    const illegal = !unknowable.includes(verdict.code);
    refuse(deps, 'send', accountId, verdict.customerId, verdict.code, verdict.why, illegal);
    return failure(verdict.code, deps.now());
  }
  const { conversation, message } = verdict;
  const entry = conversation.entries.find((candidate) => candidate.id === message.triggerId);
  if (entry) entry.spent += 1;
  deps.ledger.accept(conversation, message);
  const answer = success(deps.now(), { msg_id: message.id, msg_list: [message.id] });
  await echo(deps, accountId, () => {
    const otherId = deps.faults.strike('echo.other-id', { accountId }) ? opaqueId() : undefined;
    return deps.events.echoed(conversation, message, otherId);
  });
  return answer;
}

/** Pushes the echo unless a fault swallows it; waits for it only where a fault says that it comes first. */
async function echo(deps: ApiDeps, accountId: string, push: () => Promise<void>): Promise<void> {
  if (deps.faults.strike('echo.never', { accountId })) return;
  deps.ledger.count('echoes');
  const first = deps.faults.strike('echo.before-answer', { accountId });
  if (first) await push();
  else setImmediate(() => void push());
}

const RecallBody = z.object({
  conversation_id: z.string(),
  conversation_type: z.literal(1),
  msg_id: z.string(),
});

function recall(deps: ApiDeps, accountId: string, body: unknown): Reply {
  const parsed = RecallBody.safeParse(body);
  if (!parsed.success) return short(CODE.badParameter);
  const message = deps.world.message(parsed.data.msg_id);
  const conversation = deps.world.byRef(parsed.data.conversation_id);
  const own = message?.accountId === accountId && message.from === 'account' && conversation?.accountId === accountId;
  if (!message || !conversation || !own || message.customerId !== conversation.customerId) {
    refuse(deps, 'recall', accountId, conversation?.customerId ?? '', CODE.mismatch, 'not an own message', true);
    return short(CODE.mismatch);
  }
  if (message.recalledAtMs !== undefined) return short(CODE.badParameter);
  const recalled = { ...message, recalledAtMs: deps.now() };
  deps.ledger.count('recalled', conversation);
  deps.world.update(recalled);
  setImmediate(() => void deps.events.recalled(conversation, recalled, 'account'));
  return short(CODE.ok);
}
