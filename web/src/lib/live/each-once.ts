/** The first of each id, in their order: a list is drawn by its ids, and one that came twice would stop the drawing. */
export function eachOnce<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  const known = new Set<string>();
  return items.filter(({ id }) => {
    const isNew = !known.has(id);
    known.add(id);
    return isNew;
  });
}
