/**
 * How text becomes what the search index keeps (I7): pairs of neighbouring characters as numbers. One rule for Chinese,
 * Latin and digits, so that whatever contains a term of two characters or more also has all of the term's pairs: the
 * index never misses what a plain search would find. Numbers instead of characters: the index holds no text.
 */

/** `text`: what was written in a thread. `person`: name, remark and tags of a customer. Their numbers never meet. */
export type Field = 'text' | 'person';

const GRAM_BITS = 24;
const GRAM_MASK = 2 ** GRAM_BITS - 1;
/** Punctuation, white space, control and joining characters: what separates words. */
const SEPARATORS = /[\p{P}\p{Z}\p{C}]+/u;
const MAX_TERMS = 8;
/** Longer texts are indexed up to here; platforms take 1,000 characters. */
const MAX_CHARS = 4_000;

/** One form for what people type in several: width, case, marks. */
export const folded = (text: string): string => text.slice(0, MAX_CHARS).normalize('NFKC').toLowerCase();

const runsOf = (text: string): readonly string[] =>
  folded(text)
    .split(SEPARATORS)
    .filter((run) => run !== '');

/** The words of a query, each to be found somewhere in the same message; at most eight. */
export const termsOf = (query: string): readonly string[] => [...new Set(runsOf(query))].slice(0, MAX_TERMS);

/** Whether a term can be looked up: a person's name by one character, a message by two. */
export const isSearchable = (term: string, field: Field): boolean =>
  Array.from(term).length >= (field === 'person' ? 1 : 2);

/** A plain search: every term is part of the text. */
export function containsAll(text: string, terms: readonly string[]): boolean {
  const runs = runsOf(text);
  return terms.every((term) => runs.some((run) => run.includes(term)));
}

/** All pairs of a text as numbers of 24 bits, salted by tenant and field. Names give their single characters too. */
export function gramsOf(text: string, tenantId: string, field: Field): Set<number> {
  const salt = saltOf(tenantId, field);
  const grams = new Set<number>();
  for (const run of runsOf(text)) addGrams(grams, Array.from(run), salt, field);
  return grams;
}

/** What a term is looked up by: its pairs, or its one character where that is indexed. Empty = it cannot be looked up. */
export function gramsOfTerm(term: string, tenantId: string, field: Field): readonly number[] {
  const chars = Array.from(term);
  const salt = saltOf(tenantId, field);
  if (chars.length === 1) return field === 'person' ? [gramOf(salt, chars[0] ?? '', '')] : [];
  return chars.slice(1).map((char, index) => gramOf(salt, chars[index] ?? '', char));
}

function addGrams(grams: Set<number>, chars: readonly string[], salt: number, field: Field): void {
  for (const [index, char] of chars.entries()) {
    if (field === 'person') grams.add(gramOf(salt, char, ''));
    const next = chars[index + 1];
    if (next !== undefined) grams.add(gramOf(salt, char, next));
  }
}

const saltOf = (tenantId: string, field: Field): number => mixed(2_166_136_261, `${field}|${tenantId}|`);

function gramOf(salt: number, first: string, second: string): number {
  const hash = mixed(mixed(salt, first), `|${second}`);
  // The upper bits of this hash are the better mixed ones: fold them in.
  return (hash ^ (hash >>> GRAM_BITS)) & GRAM_MASK;
}

/** FNV-1a over code units. */
function mixed(seed: number, text: string): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619) >>> 0;
  }
  return hash;
}

/** Grams to ask the index for: enough to narrow, few enough to bound the cost. Spread over the terms, longest first. */
export function chosenGrams(
  terms: readonly string[],
  tenantId: string,
  field: Field,
  atMost: number,
): readonly number[] {
  const lists = [...terms]
    .sort((a, b) => b.length - a.length)
    .map((term) => spread([...new Set(gramsOfTerm(term, tenantId, field))], atMost))
    .filter((grams) => grams.length > 0);
  const chosen = new Set<number>();
  for (let round = 0; round < atMost; round++) {
    for (const list of lists) {
      const gram = list[round];
      if (gram !== undefined && chosen.size < atMost) chosen.add(gram);
    }
  }
  return [...chosen];
}

/** Ends first, then what lies between: neighbours share a character and narrow less. */
function spread(grams: readonly number[], atMost: number): readonly number[] {
  if (grams.length <= atMost) return grams;
  const step = (grams.length - 1) / (atMost - 1);
  return Array.from({ length: atMost }, (_, index) => grams[Math.round(index * step)] ?? 0);
}

const BEFORE_CHARS = 16;
const AFTER_CHARS = 48;

/** The part of a text around the first term found, for one line of a list. */
export function snippetOf(text: string, terms: readonly string[]): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const low = line.toLowerCase();
  const places = terms.map((term) => low.indexOf(term)).filter((at) => at >= 0);
  const first = places.length === 0 ? 0 : Math.min(...places);
  const from = Math.max(0, first - BEFORE_CHARS);
  const chars = Array.from(line.slice(from));
  const cut = chars.slice(0, BEFORE_CHARS + AFTER_CHARS).join('');
  return `${from > 0 ? '…' : ''}${cut}${cut.length < line.length - from ? '…' : ''}`;
}
