import type { Message, Trace, TraceVerdict } from './model-items.ts';
import type { Candidate, Verdict } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { documentFingerprint } from './rules-fingerprint.ts';
import { contentTypeOf, judge } from './rules-windows.ts';

/** What people are shown of a verdict: not which entry it spends nor what the platform is told. */
export function shownVerdict(verdict: Verdict): TraceVerdict {
  if (verdict.kind === 'refused') return verdict;
  const { entryKey: _entry, touchAtMs: _touch, commentId: _comment, occasion: _occasion, ...shown } = verdict;
  return shown;
}

/** Hash of what a verdict rests on: facts altered afterwards do not pass for those that decided. */
export const hashOf = (basis: NonNullable<Trace['basis']>): string => documentFingerprint(basis);

export interface Reevaluation {
  readonly verdict: TraceVerdict;
  /** The engine says today what it said then. */
  readonly equal: boolean;
  /** The stored facts are those that were hashed then. */
  readonly intact: boolean;
}

/**
 * Judges a message again on the facts stored with it, at the instant and by the pack of then (Z1, W12). Undefined where
 * the trace holds no facts.
 */
export function reevaluate(
  pack: RulePack,
  message: Pick<Message, 'body' | 'sender'>,
  { basis, verdict, decidedAtMs, factsHash }: Trace,
): Reevaluation | undefined {
  if (!basis) return undefined;
  const again = shownVerdict(judge(pack, basis.standing, basis.facts, candidateOf(message), decidedAtMs));
  return {
    verdict: again,
    equal: documentFingerprint(again) === documentFingerprint(verdict),
    intact: hashOf(basis) === factsHash,
  };
}

/** What the engine is asked about a message. */
export const candidateOf = ({ body, sender }: Pick<Message, 'body' | 'sender'>): Candidate => ({
  contentType: body && contentTypeOf(body),
  sender,
  ...(body?.type === 'text' && body.quote ? { quotes: body.quote.commentId } : {}),
});
