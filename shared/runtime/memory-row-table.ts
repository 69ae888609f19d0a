import type { Condition, Row, RowKey, RowTable, RowWrite } from './row-table.ts';

/** One write, as a stream would tell it. */
export interface RowChange {
  readonly before: Row | undefined;
  readonly after: Row;
}

export interface MemoryRowTable extends RowTable {
  /** Every write in order: the stream. */
  readonly changes: RowChange[];
  readonly all: () => Row[];
}

const PARTITIONS = ['pk', 'gsi1pk', 'gsi2pk'];
const placeOf = (row: Row | undefined, field: string): string | undefined =>
  typeof row?.[field] === 'string' ? `${field}|${row[field]}` : undefined;

/** A table in memory with the semantics the product relies on: for tests and the simulation. */
export function createMemoryRowTable(): MemoryRowTable {
  const rows = new Map<string, Row>();
  const changes: RowChange[] = [];
  /** Rows by the place a query asks for, so that a test may write very many. */
  const places = new Map<string, Map<string, Row>>();
  const name = (key: RowKey): string => `${key.pk}\u0000${key.sk}`;

  const holds = (condition: Condition | undefined, before: Row | undefined): boolean => {
    if (!condition) return true;
    if (condition.kind === 'absent') return before === undefined;
    const value = before?.[condition.attribute];
    return condition.values.some((wanted) => wanted === value);
  };
  const settle = (key: string, before: Row | undefined, after: Row | undefined): void => {
    for (const field of PARTITIONS) {
      const [from, to] = [placeOf(before, field), placeOf(after, field)];
      if (from !== undefined && from !== to) places.get(from)?.delete(key);
      if (to === undefined || !after) continue;
      const place = places.get(to) ?? new Map<string, Row>();
      places.set(to, place.set(key, after));
    }
  };
  const store = (row: Row): void => {
    const before = rows.get(name(row));
    const after = copy(row);
    rows.set(name(row), after);
    settle(name(row), before, after);
    changes.push({ before, after });
  };
  const putAll = async (writes: readonly RowWrite[]): Promise<boolean> => {
    if (!writes.every((write) => holds(write.condition, rows.get(name(write.row))))) return false;
    for (const write of writes) store(write.row);
    return true;
  };

  return {
    changes,
    all: () => [...rows.values()],
    get: async (key) => rows.get(name(key)),
    getMany: async (keys) => keys.flatMap((key) => rows.get(name(key)) ?? []),
    put: (write) => putAll([write]),
    putAll,
    async remove(key, along = []) {
      await putAll(along);
      settle(name(key), rows.get(name(key)), undefined);
      rows.delete(name(key));
    },
    async query(query) {
      const [pk, sk] = query.index ? [`${query.index}pk`, `${query.index}sk`] : ['pk', 'sk'];
      const keyOf = (row: Row): string => String(row[sk]);
      const sign = query.descending ? -1 : 1;
      const found = [...(places.get(`${pk}|${query.pk}`)?.values() ?? [])]
        .filter((row) => row[sk] !== undefined)
        .filter((row) => keyOf(row) >= query.from && keyOf(row) <= query.to)
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -sign : sign))
        .filter((row) => {
          const after = query.after?.[sk];
          return after === undefined || (query.descending ? keyOf(row) < after : keyOf(row) > after);
        });
      const page = found.slice(0, query.limit ?? found.length);
      const last = page.at(-1);
      if (!last || page.length === found.length) return { rows: page };
      return { rows: page, next: { pk: last.pk, sk: last.sk, [pk]: String(last[pk]), [sk]: keyOf(last) } };
    },
  };
}

/** As stored: undefined values are gone, nothing is shared with the writer. */
const copy = (row: Row): Row => ({ ...structuredClone(stripped(row)), pk: row.pk, sk: row.sk });

function stripped(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, held] of Object.entries(value)) if (held !== undefined) kept[name] = strippedValue(held);
  return kept;
}

function strippedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strippedValue);
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    return stripped(Object.fromEntries(Object.entries(value)));
  }
  return value;
}
