/** What a table says of a dotted code: the longest prefix it knows wins, so that codes to come still read. */
export function byPrefix<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  for (let key = code; ; key = key.slice(0, key.lastIndexOf('.'))) {
    if (Object.hasOwn(table, key)) return table[key];
    if (!key.includes('.')) return undefined;
  }
}

/** The words of a value: each table is full, so a new value does not compile until it has words. */
export const pick = <K extends string>(table: Record<K, () => string>, key: K): string => table[key]();
