import type { AccountView, CardView, ContentType, VerdictView } from '../contracts.ts';
import type { CommentVerdictView } from '../window-engine.ts';

/** A reason as a code; the caller has words for it. */
export interface Offered {
  readonly card: CardView;
  readonly refused: string | undefined;
}

/** What the composer may offer now (I3): of each kind whether it may go, or the code of why not. */
export interface Rights {
  /** Of the text being written; undefined while nothing is known. */
  readonly verdict: CommentVerdictView | undefined;
  /** W8: only the window refuses it, so it may wait for the next one. */
  readonly holds: boolean;
  readonly cards: readonly Offered[];
  /** Why no image may be sent. */
  readonly image: string | undefined;
  readonly imageHolds: boolean;
}

const isShut = (verdict: CommentVerdictView | undefined): boolean =>
  verdict?.kind === 'refused' && verdict.code.startsWith('window.');
const codeOf = (verdict: VerdictView | undefined): string | undefined =>
  verdict?.kind === 'refused' ? verdict.code : undefined;

/**
 * @param cards of the account, as far as they are here.
 * @param comment set while the text answers an intent comment (W7): then a text is all there is, and it does not wait for
 * a window, because no other one lets it quote.
 */
export function rightsOf(
  account: AccountView | undefined,
  cards: readonly CardView[],
  judge: (contentType: ContentType) => VerdictView | undefined,
  comment?: { readonly verdict: CommentVerdictView | undefined },
): Rights {
  if (comment) {
    const refused = 'window.text-only';
    const { verdict } = comment;
    return {
      verdict,
      holds: false,
      cards: cards.map((card) => ({ card, refused })),
      image: refused,
      imageHolds: false,
    };
  }
  const verdict = judge('text');
  const image = judge('image');
  return {
    verdict,
    holds: isShut(verdict),
    cards: cards.map((card) => ({
      card,
      refused: account?.sendable.includes(card.card) ? codeOf(judge(card.card)) : 'capability.not-sendable',
    })),
    // What only the window refuses may wait.
    image: isShut(image) ? undefined : codeOf(image),
    imageHolds: isShut(image),
  };
}
