/** A piece of a text, and whether it is one of the words looked for. */
export interface Piece {
  readonly text: string;
  readonly isHit: boolean;
}

/** Cuts a text at the words found in it; longer words win where two begin at one place. Case is ignored. */
export function markedPieces(text: string, terms: readonly string[]): readonly Piece[] {
  const low = text.toLowerCase();
  // Lower case of some letters is longer than the letter: then places would not agree.
  if (low.length !== text.length) return [{ text, isHit: false }];
  const sorted = [...terms].filter((term) => term !== '').sort((a, b) => b.length - a.length);
  const pieces: Piece[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') pieces.push({ text: plain, isHit: false });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const term = sorted.find((candidate) => low.startsWith(candidate, at));
    if (term === undefined) plain += text.charAt(at++);
    else {
      flush();
      pieces.push({ text: text.slice(at, at + term.length), isHit: true });
      at += term.length;
    }
  }
  flush();
  return pieces;
}
