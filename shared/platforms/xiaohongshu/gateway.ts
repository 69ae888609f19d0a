import type { Clock, Http, Ids } from '../../runtime/ports.ts';
import type { AccessGrant, MediaSource } from '../platform.ts';
import { type CallResult, callPlatform } from '../platform-call.ts';
import { Answer, CALL_TIMEOUT_MS, TOKEN_HEADER } from './wire-calls.ts';
import { type Refusal, refusalIn } from './wire-codes.ts';

export interface XiaohongshuDeps {
  readonly http: Http;
  readonly clock: Clock;
  /** Random initialisation vectors. */
  readonly ids: Pick<Ids, 'bytes'>;
  /** Origin and prefix of the gateway, without a slash at the end. */
  readonly baseUrl: string;
  /** Absent where nothing is sent. */
  readonly media?: MediaSource;
  readonly secrets: { readonly appId: number; readonly secret: string; readonly messageKey: string };
}

export type GatewayResult =
  | { readonly kind: 'accepted'; readonly data: unknown }
  | {
      readonly kind: 'refused';
      readonly refusal: Refusal;
      readonly code: string;
      readonly detail?: string;
      readonly data?: unknown;
    }
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'unknown'; readonly code: string };

const PAUSE_MS = 1_000;

/** One call of the gateway, one attempt. Never throws. */
export async function callGateway(
  deps: Pick<XiaohongshuDeps, 'http' | 'baseUrl'>,
  path: string,
  body: object,
  access?: AccessGrant,
): Promise<GatewayResult> {
  const result = await callPlatform(deps.http, {
    method: 'POST',
    url: deps.baseUrl + path,
    headers: { 'content-type': 'application/json', ...(access ? { [TOKEN_HEADER]: access.accessToken } : {}) },
    body: JSON.stringify(body),
    timeoutMs: CALL_TIMEOUT_MS,
  });
  return result.kind === 'answered' ? read(result) : result;
}

function read(result: Extract<CallResult, { kind: 'answered' }>): GatewayResult {
  if (result.status === 429) {
    const retryAfterMs = result.retryAfterMs ?? PAUSE_MS;
    const refusal = { kind: 'failed', class: 'throttled', overuse: 'application', retryAfterMs } as const;
    return { kind: 'refused', refusal, code: 'http.429' };
  }
  const answer = Answer.safeParse(result.value).data;
  if (result.status >= 400 && (answer?.code ?? answer?.errorCode) === undefined) {
    const kind = result.status === 401 ? 'authorization' : 'rejected';
    return { kind: 'refused', refusal: { kind: 'failed', class: kind }, code: `http.${result.status}` };
  }
  if (!answer) return { kind: 'unknown', code: 'answer.unreadable' };
  const refused = refusalIn(answer);
  if (!refused) return { kind: 'accepted', data: answer.data };
  const { code, detail, ...refusal } = refused;
  return { kind: 'refused', refusal, code, data: answer.data, ...(detail ? { detail } : {}) };
}
