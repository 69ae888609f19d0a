import type { Row, RowKey, RowTable } from './row-table.ts';

interface Asked {
  readonly key: RowKey;
  readonly resolve: (row: Row | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const nameOf = ({ pk, sk }: RowKey): string => JSON.stringify([pk, sk]);

/**
 * The same table for a function that handles many conversations side by side: rows asked for at the same time come with one
 * request (COST3, SPEED6). Consistent reads go alone: a batch that was cut short is repeated, and they are the exception.
 */
export function gatheredGets(table: RowTable): RowTable {
  let gathering: Asked[] = [];

  const flush = async (): Promise<void> => {
    const asked = gathering;
    gathering = [];
    const [first] = asked;
    if (!first) return;
    try {
      const keys = new Map(asked.map(({ key }) => [nameOf(key), key]));
      if (keys.size === 1) {
        const row = await table.get(first.key);
        for (const { resolve } of asked) resolve(row);
        return;
      }
      const rows = new Map((await table.getMany([...keys.values()])).map((row) => [nameOf(row), row]));
      for (const { key, resolve } of asked) resolve(rows.get(nameOf(key)));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  return {
    ...table,
    get(key, options) {
      if (options?.consistent) return table.get(key, options);
      return new Promise((resolve, reject) => {
        // Everything that is ready to ask asks before the loop turns.
        if (gathering.length === 0) setImmediate(() => void flush());
        gathering.push({ key, resolve, reject });
      });
    },
  };
}
