import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import { HEAD_KEY, parseHead } from '../conversations/store-head-row.ts';
import { conversationPartition } from '../conversations/store-message-codec.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { candidatesFrom, type Stage, segmentsOf } from './candidates.ts';
import type { SearchState } from './model.ts';
import { chosenGrams, isSearchable, termsOf } from './rules-grams.ts';
import { shownLines } from './shown-lines.ts';
import { loadState } from './store-search.ts';
import { listTouched } from './store-touched.ts';
import { readTail } from './tail.ts';
import { type FoundLine, type Place, verifyPeople, verifySlices } from './verify.ts';

export interface SearchQuery {
  readonly tenantId: string;
  readonly q: string;
  readonly after?: Stage;
  readonly limit: number;
  /** The accounts to look in: the caller knows which ones the member may see. */
  readonly accountIds: readonly string[];
  /** Narrows to what the member may see (X1). */
  readonly maySee: (head: Conversation) => boolean;
}

export interface SearchAnswer {
  readonly messages: readonly { readonly line: FoundLine; readonly head: Conversation }[];
  readonly people: readonly { readonly customer: Customer; readonly head: Conversation }[];
  readonly next?: Stage;
  /** The last minutes were too busy to be read through. */
  readonly partial: boolean;
  /** The index is still being made: older messages may be missing. */
  readonly indexing: boolean;
  readonly terms: readonly string[];
}

/** Pairs looked up for one query. */
const GRAMS = 3;
/** Slices read to verify one page: bounds what a frequent word costs. */
const EXAMINED = 80;
const PEOPLE = 8;
const PEOPLE_EXAMINED = 60;

interface Gathered {
  readonly lines: Map<string, FoundLine>;
  readonly people: Map<string, Customer>;
  examined: number;
  peopleExamined: number;
}

/**
 * Messages and people that hold every word of a query (I7), newest pieces first, a page at a time, each verified against
 * the rows themselves: what was erased is not found, and no hash makes a hit. `partial` and `indexing` say what a page
 * may lack.
 *
 * Costs a page at most: 1 read unit per pair and 10 segments, 12 for pieces of no segment, 1 for each of 80 slices and
 * 60 people, 1 for each of 60 accounts and 40 conversations that moved in the last minutes.
 */
export async function search(table: RowTable, query: SearchQuery): Promise<SearchAnswer> {
  const { tenantId, limit, accountIds } = query;
  const terms = termsOf(query.q);
  if (terms.length === 0) return { messages: [], people: [], partial: false, indexing: false, terms };
  const spoken = terms.filter((term) => isSearchable(term, 'text'));
  const wanted = {
    text: chosenGrams(spoken, tenantId, 'text', GRAMS),
    person: chosenGrams(terms, tenantId, 'person', GRAMS),
  };
  const state = await loadState(table, tenantId, false);
  const place = { tenantId, terms, accountIds };
  const isFirst = query.after === undefined;
  const [tail, changed] = await Promise.all([
    isFirst && spoken.length > 0 ? readTail(table, state, place) : { lines: [], partial: false },
    isFirst ? listTouched(table, tenantId, PEOPLE_EXAMINED) : [],
  ]);
  const gathered: Gathered = {
    lines: new Map(tail.lines.map((line) => [nameOf(line), line])),
    people: new Map(),
    examined: 0,
    peopleExamined: 0,
  };
  await addPeople(table, place, changed, gathered);
  const next = await gather(table, state, place, { wanted, from: query.after ?? { passed: 0 }, limit }, gathered);
  const shown = await visible(table, query, gathered);
  return {
    ...shown,
    ...(next && spoken.length > 0 ? { next } : {}),
    partial: tail.partial,
    indexing: state.walk !== undefined || state.version === 0,
    terms,
  };
}

interface Asked {
  readonly wanted: Parameters<typeof candidatesFrom>[3];
  readonly from: Stage;
  readonly limit: number;
}

/** Fills a page; answers where the next one begins. */
async function gather(
  table: RowTable,
  state: SearchState,
  place: Place,
  { wanted, from, limit }: Asked,
  gathered: Gathered,
): Promise<Stage | undefined> {
  for await (const { stage, slices, people } of candidatesFrom(table, state, from, wanted)) {
    await addPeople(table, place, people, gathered);
    const some = slices.slice(0, Math.max(0, EXAMINED - gathered.examined));
    const { lines, read } = await verifySlices(table, place, some, limit - gathered.lines.size);
    for (const line of lines) gathered.lines.set(nameOf(line), line);
    gathered.examined += read;
    if (read < slices.length) return { ...stage, passed: stage.passed + read };
  }
  const { from: oldest } = segmentsOf(state, from);
  return oldest > 0 ? { segment: oldest - 1, passed: 0 } : undefined;
}

async function addPeople(
  table: RowTable,
  place: Place,
  candidates: readonly { readonly conversationId: string }[],
  gathered: Gathered,
): Promise<void> {
  if (gathered.people.size >= PEOPLE) return;
  const ids = [...new Set(candidates.map(({ conversationId }) => conversationId))]
    .filter((id) => !gathered.people.has(id))
    .slice(0, PEOPLE_EXAMINED - gathered.peopleExamined);
  gathered.peopleExamined += ids.length;
  for (const customer of await verifyPeople(table, place, ids)) {
    if (gathered.people.size < PEOPLE) gathered.people.set(customer.conversationId, customer);
  }
}

const nameOf = (line: FoundLine): string => `${line.conversationId}/${line.key}`;

/** What the member may see, with the heads that say so. */
async function visible(
  table: RowTable,
  query: SearchQuery,
  { lines, people }: Gathered,
): Promise<Pick<SearchAnswer, 'messages' | 'people'>> {
  const ids = new Set([...[...lines.values()].map(({ conversationId }) => conversationId), ...people.keys()]);
  const asked = new Set(query.accountIds);
  const keys = [...ids].map((conversationId) => ({
    pk: conversationPartition({ tenantId: query.tenantId, conversationId }),
    sk: HEAD_KEY,
  }));
  const rows = keys.length === 0 ? [] : await table.getMany(keys);
  const heads = rows
    .flatMap((row) => parseHead(row) ?? [])
    .filter((head) => asked.has(head.accountId) && query.maySee(head));
  const byId = new Map(heads.map((head) => [head.conversationId, head]));
  const found = [...lines.values()].filter(({ conversationId }) => byId.has(conversationId));
  return {
    messages: (await shownLines(table, query.tenantId, found))
      .flatMap((line) => {
        const head = byId.get(line.conversationId);
        return head ? [{ line, head }] : [];
      })
      .sort((a, b) => b.line.atMs - a.line.atMs),
    people: [...people.values()].flatMap((customer) => {
      const head = byId.get(customer.conversationId);
      return head ? [{ customer, head }] : [];
    }),
  };
}
