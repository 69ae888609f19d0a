interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | undefined;
}

/** All of a list that the screens need whole: its pages one after another, joined. */
export async function everyPage<T>(load: (cursor: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const { items, nextCursor } = await load(undefined);
  const all = [...items];
  for (let cursor = nextCursor; cursor !== undefined; ) {
    const page = await load(cursor);
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}
