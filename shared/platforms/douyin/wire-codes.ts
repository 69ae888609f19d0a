import type { SendFailureClass } from '../platform.ts';
import { Answer } from './wire-calls.ts';

/** What Douyin's codes mean for us. Codes that are not here are permanent for the message. */

export type CodeMeaning =
  | {
      readonly kind: 'failed';
      readonly class: SendFailureClass;
      readonly retryAfterMs?: number;
      readonly overuse?: Overuse;
    }
  /** The platform was busy and may have accepted: an echo decides (W9). */
  | { readonly kind: 'unknown' };

type Overuse = 'account' | 'application';

const failed = (kind: SendFailureClass): CodeMeaning => ({ kind: 'failed', class: kind });
/** Too fast: the least pause, and whose pace it is. */
const throttled = (overuse: Overuse, retryAfterMs: number): CodeMeaning => ({
  kind: 'failed',
  class: 'throttled',
  overuse,
  retryAfterMs,
});

const authorization = failed('authorization');
const revoked = failed('revoked');
const account = failed('account');
const window = failed('window');

const MEANINGS: ReadonlyMap<number, CodeMeaning> = new Map([
  [28001003, authorization],
  [28001008, authorization],
  [10008, authorization],
  [2190002, authorization],
  [2190008, authorization],
  [28001012, revoked],
  [2190003, revoked],
  [10010, revoked],
  [28001005, { kind: 'unknown' }],
  [28001006, { kind: 'unknown' }],
  [2100004, { kind: 'unknown' }],
  // The application or the account may not send at all: a person must act.
  [28001014, account],
  [28001016, account],
  [28001018, account],
  [28001019, account],
  [28003095, account],
  [28029003, account],
  [28029004, account],
  [2190016, account],
  // The allowance of the window is used up, or what opened it is too old (W3a).
  [28003070, window],
  [28003080, window],
  [28003081, window],
  [28003018, throttled('account', 1_000)],
  [28001052, throttled('account', 60_000)],
  // Quotas of the application open again the next day; asking hourly finds out.
  [28003017, throttled('application', 3_600_000)],
  [2190001, throttled('application', 3_600_000)],
]);

export const meaningOf = (code: number): CodeMeaning => MEANINGS.get(code) ?? failed('rejected');

/** The first code that is no zero, in the platform's order of places; undefined = success as far as codes tell. */
export function codeIn(value: unknown): { readonly code: number; readonly detail?: string } | undefined {
  const answer = Answer.safeParse(value).data;
  if (!answer) return undefined;
  const places = [
    { code: answer.err_no, detail: answer.err_msg },
    { code: answer.data?.error_code, detail: answer.data?.description },
    { code: answer.extra?.error_code, detail: answer.extra?.description },
    { code: answer.extra?.sub_error_code, detail: answer.extra?.description },
  ];
  const found = places.find(({ code }) => code !== undefined && code !== 0);
  if (found?.code === undefined) return undefined;
  return { code: found.code, ...(found.detail ? { detail: found.detail.slice(0, 200) } : {}) };
}
