import type { InFlight } from './model-head.ts';
import type { Message, Trace, TraceVerdict } from './model-messages.ts';
import type { Basis, GateVerdict, Standing, WindowFacts } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { factsAfterRefund } from './rules-facts.ts';
import { documentFingerprint, packFingerprint } from './rules-fingerprint.ts';
import { candidateOf, type Judged, verdictOn } from './rules-verdict.ts';
import { judge } from './rules-windows.ts';

/** What people are shown of a verdict: not which entry it spends nor what the platform is told. */
export function shownVerdict(verdict: GateVerdict): TraceVerdict {
  if (verdict.kind === 'refused') return verdict;
  const { entryKey: _entry, touchAtMs: _touch, commentId: _comment, occasion: _occasion, ...shown } = verdict;
  return shown;
}

/** Hash of what a verdict rests on: facts altered afterwards do not pass for those that decided. */
export const hashOf = (basis: Basis): string => documentFingerprint(basis);

/** A trace with what it rests on. */
export type FreshTrace = Trace & { readonly basis: Basis; readonly packHash: string };

/** Z1: what was decided, when, by which pack saying what, and on what. */
export const traceOf = (pack: RulePack, basis: Basis, verdict: GateVerdict, nowMs: number): FreshTrace => ({
  pack: pack.id,
  rule: verdict.rule,
  verdict: shownVerdict(verdict),
  decidedAtMs: nowMs,
  factsHash: hashOf(basis),
  packHash: packFingerprint(pack),
  basis,
});

/**
 * The decision behind a claim whose sender died before it could write it down: judged again as of the claim, on the facts
 * without what the claim spent. Where they have moved on since, what the claim itself tells remains: that it was allowed,
 * and by which rule.
 */
export function traceOfClaim(
  pack: RulePack,
  known: { readonly facts: WindowFacts; readonly standing: Standing | undefined },
  { grant, claimedAtMs }: InFlight,
  message: Pick<Message, 'body' | 'sender'>,
): Trace {
  const { standing } = known;
  const { rule } = grant;
  if (standing) {
    const facts = factsAfterRefund(known.facts, grant);
    const verdict = judge(pack, standing, facts, candidateOf(message), claimedAtMs);
    if (verdict.kind === 'allowed' && verdict.rule === rule)
      return traceOf(pack, { facts, standing }, verdict, claimedAtMs);
  }
  return { pack: pack.id, rule, verdict: { kind: 'allowed', rule }, decidedAtMs: claimedAtMs, factsHash: '' };
}

export interface Reevaluation {
  readonly verdict: TraceVerdict;
  /** The engine says today what it said then. */
  readonly equal: boolean;
  /** The stored facts are those that were hashed then. */
  readonly intact: boolean;
  /** Whether the pack of that name still says what it said then; `unknown`: the decision is older than the keeping of it. */
  readonly pack: 'same' | 'changed' | 'unknown';
  /** What matrix and windows say on these facts, where something else decided. */
  readonly windows?: TraceVerdict;
}

/**
 * Judges a message again on the facts stored with it, at the instant and by the pack of then (Z1, W12). Undefined where
 * the trace holds no facts.
 */
export function reevaluate(pack: RulePack, message: Judged, trace: Trace): Reevaluation | undefined {
  const { basis, verdict, decidedAtMs, factsHash, packHash } = trace;
  if (!basis) return undefined;
  const again = shownVerdict(verdictOn(pack, basis, message, decidedAtMs));
  const { standing } = basis;
  const windows = standing && shownVerdict(judge(pack, standing, basis.facts, candidateOf(message), decidedAtMs));
  return {
    verdict: again,
    equal: isSame(again, verdict),
    intact: hashOf(basis) === factsHash,
    pack: packHash === undefined ? 'unknown' : packHash === packFingerprint(pack) ? 'same' : 'changed',
    ...(windows && !isSame(windows, again) ? { windows } : {}),
  };
}

const isSame = (one: TraceVerdict, other: TraceVerdict): boolean =>
  documentFingerprint(one) === documentFingerprint(other);
