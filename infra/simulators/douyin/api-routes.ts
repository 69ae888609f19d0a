import * as z from 'zod';
import { type FaultWords, withFaults } from '../http/api-faults.ts';
import { lenientJson } from '../http/lenient-json.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Call, Router } from '../http/router.ts';
import { CODE, failure, short } from './answers.ts';
import { deleteRetainCard, listComponents, listRetainCards, saveRetainCard } from './cards.ts';
import { IM_SCOPE } from './grants.ts';
import { type ApiDeps, recall, refuse, send } from './send-calls.ts';

/** Sending, recall and cards: everything that acts for one account with its token. */
export function mountApi(router: Router, base: string, deps: ApiDeps): void {
  const on = (
    method: 'GET' | 'POST',
    path: string,
    kind: 'send' | 'recall' | 'cards',
    run: (accountId: string, body: unknown, call: Call) => Reply | Promise<Reply>,
  ): void =>
    router.on(method, `${base}${path}`, async (call) => {
      const body = lenientJson(await call.bytes());
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
