import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { OpenPiece, SearchState, Slice, StepOutcome } from './model.ts';
import { encodePostings } from './rules-postings.ts';
import { isTaken, LAG_MS, OVERLAP_MS, personText, type Span, slicesOf } from './rules-slices.ts';
import { SEGMENT_SLICES, sealStep } from './seal.ts';
import { commitState, loadState } from './store-search.ts';
import { listMoved, loadCustomers, type Moved, placeOfMinute } from './store-threads.ts';
import { listTouched, removeTouched, type Touched } from './store-touched.ts';
import { readSince } from './threads.ts';

export interface IndexDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly log: Log;
  /** All accounts of the tenant, also those no longer hosted: their history stays (A4). */
  readonly accountIds: (tenantId: string) => Promise<readonly string[]>;
}

/** Conversations of one step: bounds its time and the size of its piece. */
const CONVERSATIONS_A_STEP = 100;
const SLICES_A_STEP = 256;
const AT_ONCE = 12;
const TOUCHED_A_STEP = 50;
const RECENT_ACCOUNTS = 60;

/**
 * One step of a tenant's index (I7): takes what was said since the last walk into a piece, or makes pieces into a segment.
 * Every step ends with one conditional write of the state; a step that dies before leaves nothing that is read, and the
 * next one does the same again.
 */
export async function indexStep(deps: IndexDeps, tenantId: string): Promise<StepOutcome> {
  const state = await loadState(deps.table, tenantId, true);
  if (state.sealingTo !== undefined || state.openSlices >= SEGMENT_SLICES) return sealStep(deps.table, state);
  const { span, after } = spanOf(state, deps.clock.now());
  if (span.toMs <= span.fromMs) return 'idle';
  const [accountIds, touchedRows] = await Promise.all([
    deps.accountIds(tenantId),
    listTouched(deps.table, tenantId, TOUCHED_A_STEP),
  ]);
  const { moved, recent } = await movedSince(deps.table, tenantId, accountIds, after);
  if (moved.length === 0 && touchedRows.length === 0 && !state.walk) return 'idle';

  const { slices, last } = await readMoved(deps.table, tenantId, moved, span);
  const people = await readTouched(deps.table, tenantId, touchedRows, slices);
  const isEnd = last === undefined && moved.length < CONVERSATIONS_A_STEP;
  const goesOnAfter = last ?? moved.at(-1)?.order ?? after;
  const piece = pieceOf(state.nextPiece, [...slices, ...people]);
  const { walk: _done, ...rest } = state;
  const next: SearchState = {
    ...rest,
    ...(isEnd ? { throughMs: span.toMs } : { walk: { toMs: span.toMs, after: goesOnAfter } }),
    nextPiece: state.nextPiece + (piece ? 1 : 0),
    openSlices: state.openSlices + (piece?.refs.length ?? 0),
    recentAccounts: [...new Set([...recent, ...state.recentAccounts])].slice(0, RECENT_ACCOUNTS),
  };
  if (!(await commitState(deps.table, state, next, piece))) return 'raced';
  await Promise.all(touchedRows.map((row) => removeTouched(deps.table, tenantId, row)));
  if (piece) deps.log.info('search.indexed', { tenantId, count: piece.refs.length });
  return isEnd && next.openSlices < SEGMENT_SLICES ? 'done' : 'more';
}

/** A walk that was begun goes on; else a new one up to what surely is stored by now. */
function spanOf(state: SearchState, nowMs: number): { readonly span: Span; readonly after: string } {
  const fromMs = state.throughMs;
  const from = placeOfMinute(fromMs - OVERLAP_MS);
  if (!state.walk) return { span: { fromMs, toMs: nowMs - LAG_MS }, after: from };
  return { span: { fromMs, toMs: state.walk.toMs }, after: state.walk.after };
}

/** Conversations of all accounts in the order of their last move, and the accounts they are of, newest first. */
async function movedSince(
  table: RowTable,
  tenantId: string,
  accountIds: readonly string[],
  after: string,
): Promise<{ readonly moved: readonly Moved[]; readonly recent: readonly string[] }> {
  const lists = await inBatches(accountIds, async (accountId) => {
    const range = { from: after, limit: CONVERSATIONS_A_STEP + 1 };
    const found = await listMoved(table, { tenantId, accountId }, range);
    return { accountId, found: found.filter(({ order }) => order !== after) };
  });
  const moved = lists
    .flatMap(({ found }) => found)
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, CONVERSATIONS_A_STEP);
  const recent = lists
    .flatMap(({ accountId, found }) => ({ accountId, newest: found.at(-1)?.order ?? '' }))
    .filter(({ newest }) => newest !== '')
    .sort((a, b) => (a.newest < b.newest ? 1 : -1));
  return { moved, recent: recent.map(({ accountId }) => accountId) };
}

/** Slices of the conversations; `last` = the piece is full, the walk goes on after this place. */
async function readMoved(
  table: RowTable,
  tenantId: string,
  moved: readonly Moved[],
  span: Span,
): Promise<{ readonly slices: readonly Slice[]; readonly last?: string }> {
  const slices: Slice[] = [];
  for (let start = 0; start < moved.length; start += AT_ONCE) {
    const part = moved.slice(start, start + AT_ONCE);
    const read = await Promise.all(part.map((one) => sliceConversation(table, tenantId, one.conversationId, span)));
    slices.push(...read.flat());
    const last = part.at(-1);
    if (slices.length >= SLICES_A_STEP && last) return { slices, last: last.order };
  }
  return { slices };
}

async function sliceConversation(table: RowTable, tenantId: string, conversationId: string, span: Span) {
  const { lines, customer, head } = await readSince(table, { tenantId, conversationId }, span.fromMs - OVERLAP_MS);
  const person = customer ? personText(customer) : (head?.customerName ?? '');
  const rows = lines.filter((row) => isTaken(row, span));
  return slicesOf({ tenantId, conversationId, person }, rows, span.fromMs === 0);
}

/** People whom no message brought along. */
async function readTouched(
  table: RowTable,
  tenantId: string,
  rows: readonly Touched[],
  known: readonly Slice[],
): Promise<readonly Slice[]> {
  const brought = new Set(known.map(({ conversationId }) => conversationId));
  const ids = [...new Set(rows.map(({ conversationId }) => conversationId))].filter((id) => !brought.has(id));
  const customers = await loadCustomers(table, tenantId, ids);
  return customers.flatMap((customer) => slicesOf({ ...customer, person: personText(customer) }, [], true));
}

function pieceOf(sequence: number, slices: readonly Slice[]): OpenPiece | undefined {
  if (slices.length === 0) return undefined;
  const postings = new Map<number, number[]>();
  for (const [index, { grams }] of slices.entries()) {
    for (const gram of grams) {
      const list = postings.get(gram);
      if (list) list.push(index);
      else postings.set(gram, [index]);
    }
  }
  const refs = slices.map(({ conversationId, fromMs, toMs }) => ({ conversationId, fromMs, toMs }));
  return { sequence, refs, postings: encodePostings(postings) };
}

async function inBatches<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(run))));
  }
  return results;
}
