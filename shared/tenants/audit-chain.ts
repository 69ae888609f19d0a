import { createHash } from 'node:crypto';
import type { Seal } from './model.ts';
import type { AuditEntry } from './store-audit.ts';
import type { KeyedEntry } from './store-audit-seals.ts';

/**
 * The audit log's chain (SEC31, decision 0001). Entries are written unchained, by the transaction of what they tell of; a
 * sealer later closes them, in the order of their keys, into seals that each carry the one before. No I/O; the keyed code
 * over a seal is the caller's.
 */

/** Entries younger than this may still be on their way into the table: a request takes 20 s at most. */
export const GRACE_MS = 2 * 60_000;

const canonical = (entry: AuditEntry): string =>
  JSON.stringify([
    entry.tenantId,
    entry.auditId,
    entry.atMs,
    entry.actorId,
    entry.action,
    entry.subjectId,
    entry.fields ?? [],
    Object.entries(entry.values ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

/** One changed letter, one missing entry or two that changed places make another digest. */
export const digestOf = (entries: readonly AuditEntry[]): string => {
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(canonical(entry)).update('\n');
  return hash.digest('base64url');
};

/** What the keyed code is made over. */
export const sealedText = (seal: Omit<Seal, 'code'>): string =>
  JSON.stringify([seal.tenantId, seal.month, seal.seq, seal.toKey, seal.count, seal.digest, seal.previous]);

export interface Verification {
  readonly isIntact: boolean;
  /** Entries under a seal, and those that wait for one. */
  readonly sealed: number;
  readonly pending: number;
  /** The first seal that does not hold, and why. */
  readonly broken?: { readonly seq: number; readonly reason: 'missing' | 'entries' | 'chain' | 'code' | 'end' };
}

export interface KnownEnds {
  /** Code of the newest seal of the months before; empty where there is none. */
  readonly previous: string;
  /** The seal that the whole chain ends with, if it ends in this month. */
  readonly last?: Pick<Seal, 'seq' | 'code'>;
  /** The chain goes on in a later month: nothing of this one may wait for a seal. */
  readonly isClosed: boolean;
}

/**
 * Verifies a month: every seal follows the one before, covers exactly the entries there are, and carries a code that
 * only the holder of the tenant's key can make.
 *
 * @param codes the codes as they should be, for the seals in order.
 * @param known what is known from elsewhere of how the month begins and ends: pieces that were cut off show by it.
 */
export function verifyMonth(
  entries: readonly KeyedEntry[],
  seals: readonly Seal[],
  codes: readonly string[],
  known: KnownEnds,
): Verification {
  const at = (index: number): KeyedEntry[] => {
    const from = seals[index - 1]?.toKey ?? '';
    return entries.filter(({ key }) => key > from && key <= (seals[index]?.toKey ?? ''));
  };
  const reasonOf = (seal: Seal, index: number): NonNullable<Verification['broken']>['reason'] | undefined => {
    if (seal.seq !== index + 1) return 'missing';
    if (seal.previous !== (index === 0 ? known.previous : seals[index - 1]?.code)) return 'chain';
    if (seal.code !== codes[index]) return 'code';
    const covered = at(index).map(({ entry }) => entry);
    return covered.length === seal.count && digestOf(covered) === seal.digest ? undefined : 'entries';
  };
  const end = seals.at(-1);
  const sealed = entries.filter(({ key }) => end !== undefined && key <= end.toKey).length;
  const counts = { sealed, pending: entries.length - sealed };
  for (const [index, seal] of seals.entries()) {
    const reason = reasonOf(seal, index);
    if (reason) return { isIntact: false, ...counts, broken: { seq: index + 1, reason } };
  }
  const { last } = known;
  if (last && (end?.seq !== last.seq || end.code !== last.code)) {
    return { isIntact: false, ...counts, broken: { seq: last.seq, reason: 'end' } };
  }
  if (known.isClosed && counts.pending > 0) {
    return { isIntact: false, ...counts, broken: { seq: seals.length + 1, reason: 'missing' } };
  }
  return { isIntact: true, ...counts };
}
