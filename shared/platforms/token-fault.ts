import { Unavailable } from '../runtime/errors.ts';
import type { RecallOutcome, SendFailureClass } from './platform.ts';

type Fault = Pick<Extract<RecallOutcome, { kind: 'failed' }>, 'class'>;

type Meaning = { readonly kind: 'unknown' } | { readonly kind: 'failed'; readonly class: SendFailureClass };

/** What a refusal says of the token that was used, if it says anything. */
export const tokenFault = (meaning: Meaning): Fault =>
  meaning.kind === 'failed' && (meaning.class === 'authorization' || meaning.class === 'revoked')
    ? { class: meaning.class }
    : {};

const TOKEN_REFUSED = 'platform.token-refused';

/** A list that did not come, told apart by whether the token is to blame: then another one may bring it. */
export const notListed = (code: string, message: string, meaning?: Meaning): Unavailable =>
  new Unavailable(meaning && tokenFault(meaning).class ? TOKEN_REFUSED : code, message);

export const isTokenRefused = (error: unknown): boolean => error instanceof Unavailable && error.code === TOKEN_REFUSED;
