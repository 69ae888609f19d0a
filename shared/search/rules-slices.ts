import type { MessageBody } from '../conversations/model.ts';
import type { Slice } from './model.ts';
import { gramsOf } from './rules-grams.ts';

/** Which rows of a conversation a run of the indexer takes, and how they are put together. */

/** Rows younger than this may still be on their way into the table. */
export const LAG_MS = 2 * 60_000;
/** A conversation is looked at again for so long after its last move: what reached us late is found then (F4). */
export const OVERLAP_MS = 10 * 60_000;
/** A row that was stored this much before a walk began was seen by it, whatever the clocks say. */
const CLOCKS_MS = 30_000;
const ROWS_A_SLICE = 16;

/** A row of a thread: its place, when it became visible here, and what one may search in it. */
export interface ReadRow {
  readonly atMs: number;
  /** A row of a late event, or of an answer that took long, is stored after its place in the thread. */
  readonly visibleAtMs: number;
  readonly text: string;
}

export interface Span {
  /** Rows after this, up to and with `toMs`. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Rows of the span, and those before it that the walk that ended at its beginning could not have seen. */
export const isTaken = (row: ReadRow, { fromMs, toMs }: Span): boolean =>
  row.atMs <= toMs &&
  row.text !== '' &&
  (row.atMs > fromMs || (row.atMs > fromMs - OVERLAP_MS && row.visibleAtMs > fromMs + LAG_MS - CLOCKS_MS));

/** Rows in the thread's order, cut into slices. `person`: what is known of the customer; alone it makes a slice too. */
export function slicesOf(
  of: { readonly tenantId: string; readonly conversationId: string; readonly person: string },
  rows: readonly ReadRow[],
  withPerson = false,
): readonly Slice[] {
  const slices: Slice[] = [];
  const { tenantId, conversationId } = of;
  for (let start = 0; start < rows.length; start += ROWS_A_SLICE) {
    const part = rows.slice(start, start + ROWS_A_SLICE);
    const grams = new Set<number>();
    for (const { text } of part) for (const gram of gramsOf(text, tenantId, 'text')) grams.add(gram);
    const times = part.map(({ atMs }) => atMs);
    slices.push({ conversationId, fromMs: Math.min(...times), toMs: Math.max(...times), grams });
  }
  const person = gramsOf(of.person, tenantId, 'person');
  const [first, ...others] = slices;
  if (first) return [{ ...first, grams: new Set([...first.grams, ...person]) }, ...others];
  return withPerson && person.size > 0 ? [{ conversationId, fromMs: 0, toMs: 0, grams: person }] : [];
}

/** What one may search in a line of a thread: words that people wrote or read there. */
export function textOf(line: { readonly body?: MessageBody | undefined; readonly note?: string | undefined }): string {
  const { body, note } = line;
  const said = body === undefined ? '' : body.type === 'text' ? body.text : 'title' in body ? (body.title ?? '') : '';
  return [said, note ?? ''].filter((part) => part !== '').join('\n');
}

/** What one may search of a customer. */
export const personText = (person: {
  readonly name: string;
  readonly remark: string;
  readonly tags: readonly string[];
}): string => [person.name, person.remark, ...person.tags].join('\n');
