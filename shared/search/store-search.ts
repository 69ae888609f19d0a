import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable, RowWrite } from '../runtime/row-table.ts';
import { NEW_STATE, type OpenPiece, type SearchState, type SliceRef } from './model.ts';

/** Rows of the search index: state, pieces, segments' buckets and references. */

const partitionOf = (tenantId: string): string => `t#${tenantId}#search`;
const bucketPartition = (tenantId: string, bucket: number): string =>
  `t#${tenantId}#search#${String(bucket).padStart(3, '0')}`;
const number = (value: number): string => String(value).padStart(10, '0');
const TENANTS = 'search';

const StoredState = z.object({
  tenantId: z.string(),
  version: z.number(),
  throughMs: z.number(),
  walk: z.object({ toMs: z.number(), after: z.string() }).exactOptional(),
  nextPiece: z.number(),
  openFrom: z.number(),
  openSlices: z.number(),
  segments: z.number(),
  sealingTo: z.number().exactOptional(),
  recentAccounts: z.array(z.string()),
});

/** S1 · How far has the tenant's index come? A tenant without one begins at the beginning. */
export async function loadState(table: RowTable, tenantId: string, consistent: boolean): Promise<SearchState> {
  const row = await table.get({ pk: partitionOf(tenantId), sk: 'state' }, { consistent });
  return row ? StoredState.parse(row) : NEW_STATE(tenantId);
}

/** S2 · The state over the version that was read, with a new piece if there is one. False = another run was first. */
export function commitState(table: RowTable, before: SearchState, after: SearchState, piece?: OpenPiece) {
  const { tenantId } = before;
  const version = before.version + 1;
  const row = {
    ...after,
    pk: partitionOf(tenantId),
    sk: 'state',
    gsi1pk: TENANTS,
    gsi1sk: tenantId,
    version,
    ...entityMarks('searchState'),
  };
  const state: RowWrite =
    before.version === 0
      ? { row, condition: { kind: 'absent' } }
      : { row, condition: { kind: 'one-of', attribute: 'version', values: [before.version] } };
  return piece ? table.putAll([pieceWrite(tenantId, piece), state]) : table.put(state);
}

const pieceWrite = (tenantId: string, piece: OpenPiece): RowWrite => ({
  row: {
    pk: partitionOf(tenantId),
    sk: `o#${number(piece.sequence)}`,
    ...entityMarks('searchPiece'),
    n: piece.sequence,
    refs: packRefs(piece.refs),
    postings: piece.postings,
  },
  condition: { kind: 'absent' },
});

const StoredPiece = z.object({ n: z.number(), refs: z.instanceof(Uint8Array), postings: z.instanceof(Uint8Array) });

/** S3 · Which pieces are part of no segment yet? */
export async function loadPieces(
  table: RowTable,
  tenantId: string,
  range: { readonly from: number; readonly below: number },
): Promise<readonly OpenPiece[]> {
  if (range.below <= range.from) return [];
  const pieces: OpenPiece[] = [];
  let after: Readonly<Record<string, string>> | undefined;
  do {
    const page = await table.query({
      pk: partitionOf(tenantId),
      from: `o#${number(range.from)}`,
      to: `o#${number(range.below - 1)}`,
      ...(after ? { after } : {}),
    });
    for (const row of page.rows) {
      const { n, refs, postings } = StoredPiece.parse(row);
      pieces.push({ sequence: n, refs: unpackRefs(refs), postings });
    }
    after = page.next;
  } while (after);
  return pieces;
}

export const removePiece = (table: RowTable, tenantId: string, sequence: number): Promise<void> =>
  table.remove({ pk: partitionOf(tenantId), sk: `o#${number(sequence)}` });

/** S4 · One bucket of a segment. The content follows from the pieces alone: writing it twice changes nothing. */
export const putBucket = (
  table: RowTable,
  at: { readonly tenantId: string; readonly segment: number; readonly bucket: number },
  postings: Uint8Array,
): Promise<boolean> =>
  table.put({
    row: {
      pk: bucketPartition(at.tenantId, at.bucket),
      sk: number(at.segment),
      ...entityMarks('searchBucket'),
      n: at.segment,
      postings,
    },
  });

const StoredBucket = z.object({ n: z.number(), postings: z.instanceof(Uint8Array) });

/** S5 · What does a bucket hold in these segments? By segment, newest first. */
export async function loadBucket(
  table: RowTable,
  at: { readonly tenantId: string; readonly bucket: number },
  segments: { readonly from: number; readonly below: number },
): Promise<ReadonlyMap<number, Uint8Array>> {
  const found = new Map<number, Uint8Array>();
  if (segments.below <= segments.from) return found;
  let after: Readonly<Record<string, string>> | undefined;
  do {
    const page = await table.query({
      pk: bucketPartition(at.tenantId, at.bucket),
      from: number(segments.from),
      to: number(segments.below - 1),
      descending: true,
      ...(after ? { after } : {}),
    });
    for (const row of page.rows) {
      const { n, postings } = StoredBucket.parse(row);
      found.set(n, postings);
    }
    after = page.next;
  } while (after);
  return found;
}

/** References of a segment stand together in rows of so many: a hit reads one of them. */
export const REFS_A_ROW = 128;
const refsKey = (tenantId: string, segment: number, chunk: number) => ({
  pk: partitionOf(tenantId),
  sk: `r#${number(segment)}#${String(chunk).padStart(4, '0')}`,
});

/** S6 · The references of a segment, a chunk. */
export const putRefs = (
  table: RowTable,
  at: { readonly tenantId: string; readonly segment: number; readonly chunk: number },
  refs: readonly SliceRef[],
): Promise<boolean> =>
  table.put({
    row: { ...refsKey(at.tenantId, at.segment, at.chunk), ...entityMarks('searchRefs'), refs: packRefs(refs) },
  });

const StoredRefs = z.object({ sk: z.string(), refs: z.instanceof(Uint8Array) });

/** S7 · Which slices are these of a segment? By number; one that is not there is left out. */
export async function loadRefs(
  table: RowTable,
  at: { readonly tenantId: string; readonly segment: number },
  slices: readonly number[],
): Promise<readonly SliceRef[]> {
  const chunks = [...new Set(slices.map((slice) => Math.floor(slice / REFS_A_ROW)))];
  if (chunks.length === 0) return [];
  const rows = await table.getMany(chunks.map((chunk) => refsKey(at.tenantId, at.segment, chunk)));
  const byChunk = new Map(
    rows.map((row) => {
      const { sk, refs } = StoredRefs.parse(row);
      return [Number(sk.slice(sk.lastIndexOf('#') + 1)), unpackRefs(refs)] as const;
    }),
  );
  return slices.flatMap((slice) => byChunk.get(Math.floor(slice / REFS_A_ROW))?.[slice % REFS_A_ROW] ?? []);
}

/** S8 · Which tenants have an index? */
export async function listIndexed(table: RowTable): Promise<readonly string[]> {
  const tenants: string[] = [];
  let after: Readonly<Record<string, string>> | undefined;
  do {
    const page = await table.query({ index: 'gsi1', pk: TENANTS, from: '0', to: '~', ...(after ? { after } : {}) });
    tenants.push(...page.rows.map((row) => String(row['gsi1sk'])));
    after = page.next;
  } while (after);
  return tenants;
}

const Refs = z.array(z.tuple([z.string(), z.number(), z.number()]));
const packRefs = (refs: readonly SliceRef[]): Uint8Array =>
  deflateRawSync(
    JSON.stringify(refs.map(({ conversationId, fromMs, toMs }) => [conversationId, fromMs, toMs - fromMs])),
  );

const unpackRefs = (packed: Uint8Array): readonly SliceRef[] =>
  Refs.parse(JSON.parse(inflateRawSync(packed).toString('utf8'))).map(([conversationId, fromMs, lengthMs]) => ({
    conversationId,
    fromMs,
    toMs: fromMs + lengthMs,
  }));
