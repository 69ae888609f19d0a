import type { SendFailureClass } from '../platform.ts';
import type { Answer } from './wire-calls.ts';

/** What Xiaohongshu's refusals mean. Two codes are known; the rest is read from the text until codes are learnt (ASSUMED A-21). */

export type Refusal =
  | {
      readonly kind: 'failed';
      readonly class: SendFailureClass;
      readonly retryAfterMs?: number;
      readonly overuse?: Overuse;
    }
  /** May have been accepted: by this call or, for a repeated request id, by one before. */
  | { readonly kind: 'unknown' };

type Overuse = 'account' | 'application';

const BAD_ACCESS_TOKEN = 410019;
const REFRESH_REJECTED = 410010;
const RATE_PAUSE_MS = 1_000;

const BY_CODE: ReadonlyMap<number, Refusal> = new Map([
  [BAD_ACCESS_TOKEN, { kind: 'failed', class: 'authorization' }],
  [REFRESH_REJECTED, { kind: 'failed', class: 'revoked' }],
]);

/** First match counts: a withdrawn authorisation also mentions authorisation. */
const BY_TEXT: readonly (readonly [readonly string[], Refusal])[] = [
  [['授权失效', '取消授权', '无权限'], { kind: 'failed', class: 'revoked' }],
  [['token', '未授权'], { kind: 'failed', class: 'authorization' }],
  [['未绑定', '解绑', '封禁'], { kind: 'failed', class: 'account' }],
  [['频繁', '限流'], { kind: 'failed', class: 'throttled', overuse: 'account', retryAfterMs: RATE_PAUSE_MS }],
  [['未回复', '上限', '开口'], { kind: 'failed', class: 'window' }],
  [['重复', '系统异常', '稍后'], { kind: 'unknown' }],
];

/** The refusal in an answer; undefined = accepted. `success` must be true: a code of 0 alone proves nothing. */
export function refusalIn(answer: Answer): (Refusal & { readonly code: string; readonly detail?: string }) | undefined {
  const code = answer.code ?? answer.errorCode;
  if (answer.success === true && (code === undefined || code === 0)) return undefined;
  const detail = (answer.msg ?? answer.errorMsg)?.slice(0, 200);
  const byCode = code === undefined ? undefined : BY_CODE.get(code);
  const byText = BY_TEXT.find(([words]) => words.some((word) => detail?.includes(word)))?.[1];
  const refusal = byCode ?? byText ?? { kind: 'failed', class: 'rejected' };
  return { ...refusal, code: String(code ?? 'no-code'), ...(detail ? { detail } : {}) };
}
