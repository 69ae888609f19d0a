import { Unavailable } from '../runtime/errors.ts';
import type { RecallOutcome, SendFailureClass } from './platform.ts';

type Fault = Pick<Extract<RecallOutcome, { kind: 'failed' }>, 'class'>;

type Meaning = { readonly kind: 'unknown' } | { readonly kind: 'failed'; readonly class: SendFailureClass };

/** What a refusal says of the token that was used, if it says anything. */
export const tokenFault = (meaning: Meaning): Fault =>
  meaning.kind === 'failed' && (meaning.class === 'authorization' || meaning.class === 'revoked')
    ? { class: meaning.class }
    : {};

type TokenFault = NonNullable<Fault['class']>;

const FAULT_CODES: Readonly<Record<TokenFault, string>> = {
  authorization: 'platform.token-refused',
  revoked: 'platform.right-refused',
};

/** A list that did not come, told apart by whether the token is to blame: then another one may bring it. */
export function notListed(code: string, message: string, meaning?: Meaning): Unavailable {
  const fault = meaning && tokenFault(meaning).class;
  return new Unavailable(fault ? FAULT_CODES[fault] : code, message);
}

const refusedFor = (error: unknown, fault: TokenFault): boolean =>
  error instanceof Unavailable && error.code === FAULT_CODES[fault];

/** The list did not come because the token is dead. */
export const isTokenRefused = (error: unknown): boolean => refusedFor(error, 'authorization');

/** … or because the account's owner took the right, or never gave that for this list: a list's refusal does not tell which. */
export const isRightRefused = (error: unknown): boolean => refusedFor(error, 'revoked');
