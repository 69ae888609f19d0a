import { type FaultWords, withFaults } from '../http/api-faults.ts';
import { lenientJson } from '../http/lenient-json.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Call, Router } from '../http/router.ts';
import { REFUSAL, type Refused, refusal } from './answers.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Grant, SCOPES } from './grants.ts';
import { listCards, listStaff } from './list-calls.ts';
import { exchange, refresh } from './oauth-calls.ts';
import { note, recall, Speaker, send } from './send-calls.ts';

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
      const body = lenientJson(await call.bytes());
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

function tokenProblem(grant: Grant, body: unknown): Refused | undefined {
  if (grant.revoked) return REFUSAL.revoked;
  if (!grant.scopes.includes(SCOPES.tool)) return REFUSAL.scope;
  return Speaker.safeParse(body).data?.user_id === grant.enterpriseId ? undefined : REFUSAL.tokenWrong;
}
