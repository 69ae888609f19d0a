import type { Condition, Row, RowKey, RowPage, RowQuery, RowWrite } from '../../shared/runtime/row-table.ts';
import type { Timeline } from './timeline.ts';

/** The table as it truly is, with what it was a moment ago: eventual reads may answer either. */

export interface Written {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

export interface Truth {
  /** `asOfMs`: a read that lags answers what was true then. */
  get(key: RowKey, asOfMs?: number): Row | undefined;
  query(query: RowQuery, asOfMs?: number): RowPage;
  /** Whether this place of an index holds nothing, and held nothing as far as a read can lag. */
  isVoid(query: RowQuery): boolean;
  /** All or none; false = a condition did not hold. */
  putAll(writes: readonly RowWrite[]): boolean;
  remove(key: RowKey): void;
  all(): Row[];
  /** Every commit in order, as the stream and the invariants see it. */
  onWrite(listener: (written: readonly Written[]) => void): void;
}

interface Version {
  readonly atMs: number;
  readonly row: Row | undefined;
}
/** Older versions than this many are nobody's business: reads lag by seconds. */
const KEPT = 6;

export function createTruth(timeline: Timeline): Truth {
  const partitions = new Map<string, Map<string, Version[]>>();
  const indexed = new Map<string, Set<Version[]>>();
  const listeners: ((written: readonly Written[]) => void)[] = [];

  const versionsOf = ({ pk, sk }: RowKey): Version[] => {
    const partition = partitions.get(pk) ?? new Map<string, Version[]>();
    const versions = partition.get(sk) ?? [];
    partitions.set(pk, partition.set(sk, versions));
    return versions;
  };
  const store = (key: RowKey, row: Row | undefined): Written => {
    const versions = versionsOf(key);
    const before = versions.at(-1)?.row;
    versions.push({ atMs: timeline.now(), row });
    if (versions.length > KEPT) versions.shift();
    for (const index of ['gsi1', 'gsi2']) {
      const place = row?.[`${index}pk`];
      if (typeof place !== 'string') continue;
      const name = `${index}|${place}`;
      const set = indexed.get(name) ?? new Set<Version[]>();
      indexed.set(name, set.add(versions));
    }
    return { before, after: row };
  };
  const tell = (written: readonly Written[]): void => {
    for (const listener of listeners) listener(written);
  };

  return {
    get: ({ pk, sk }, asOfMs) => at(partitions.get(pk)?.get(sk), asOfMs),
    query: (query, asOfMs) => {
      const histories = query.index
        ? [...(indexed.get(`${query.index}|${query.pk}`) ?? [])]
        : [...(partitions.get(query.pk)?.values() ?? [])];
      return page(
        histories.flatMap((versions) => at(versions, asOfMs) ?? []),
        query,
      );
    },
    isVoid: (query) => {
      const field = `${query.index}pk`;
      const histories = indexed.get(`${query.index}|${query.pk}`);
      return ![...(histories ?? [])].some((versions) => versions.some(({ row }) => row?.[field] === query.pk));
    },
    putAll(writes) {
      const current = (write: RowWrite): Row | undefined => at(partitions.get(write.row.pk)?.get(write.row.sk));
      if (!writes.every((write) => holds(write.condition, current(write)))) return false;
      tell(writes.map(({ row }) => store(row, asStored(row))));
      return true;
    },
    remove(key) {
      if (at(partitions.get(key.pk)?.get(key.sk))) tell([store(key, undefined)]);
    },
    all: () => [...partitions.values()].flatMap((one) => [...one.values()].flatMap((versions) => at(versions) ?? [])),
    onWrite: (listener) => void listeners.push(listener),
  };
}

function at(versions: readonly Version[] | undefined, asOfMs?: number): Row | undefined {
  if (!versions) return undefined;
  if (asOfMs === undefined) return versions.at(-1)?.row;
  return versions.findLast((version) => version.atMs <= asOfMs)?.row;
}

function holds(condition: Condition | undefined, before: Row | undefined): boolean {
  if (!condition) return true;
  if (condition.kind === 'absent') return before === undefined;
  const value = before?.[condition.attribute];
  return condition.values.some((wanted) => wanted === value);
}

function page(rows: readonly Row[], query: RowQuery): RowPage {
  const [pk, sk] = query.index ? [`${query.index}pk`, `${query.index}sk`] : ['pk', 'sk'];
  const keyOf = (row: Row): string => String(row[sk]);
  const after = query.after?.[sk];
  const found = rows
    .filter((row) => row[pk] === query.pk && row[sk] !== undefined)
    .filter((row) => keyOf(row) >= query.from && keyOf(row) <= query.to)
    .filter((row) => after === undefined || (query.descending ? keyOf(row) < after : keyOf(row) > after))
    .sort((a, b) => (keyOf(a) < keyOf(b) === (query.descending !== true) ? -1 : 1));
  const shown = found.slice(0, query.limit ?? found.length);
  const last = shown.at(-1);
  if (!last || shown.length === found.length) return { rows: shown };
  return { rows: shown, next: { pk: last.pk, sk: last.sk, [pk]: String(last[pk]), [sk]: keyOf(last) } };
}

/** Undefined values are gone and nothing is shared with the writer. */
const asStored = (row: Row): Row => ({ ...plain(row), pk: row.pk, sk: row.sk });

function plain(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name in value) if (value[name] !== undefined) kept[name] = plainValue(value[name]);
  return kept;
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return plain(Object.fromEntries(Object.entries(value)));
}
