import type { RecallOutcome, SendFailureClass } from './platform.ts';

type Fault = Pick<Extract<RecallOutcome, { kind: 'failed' }>, 'class'>;

type Meaning = { readonly kind: 'unknown' } | { readonly kind: 'failed'; readonly class: SendFailureClass };

/** What a refusal says of the token that was used, if it says anything. */
export const tokenFault = (meaning: Meaning): Fault =>
  meaning.kind === 'failed' && (meaning.class === 'authorization' || meaning.class === 'revoked')
    ? { class: meaning.class }
    : {};
