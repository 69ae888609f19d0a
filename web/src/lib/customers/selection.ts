/** Who is chosen in a list: single rows, or everybody the filter holds. */
export type Selection =
  | { readonly kind: 'some'; readonly ids: ReadonlySet<string>; readonly anchor?: string }
  | { readonly kind: 'all' };

export const NOBODY: Selection = { kind: 'some', ids: new Set() };

export const isChosen = (selection: Selection, id: string): boolean =>
  selection.kind === 'all' || selection.ids.has(id);

/**
 * A click on a row's box. With `range`, every row between the last one clicked and this one gets what this one gets.
 * Taking one out of everybody leaves the rows that are shown.
 */
export function toggled(selection: Selection, shown: readonly string[], id: string, range: boolean): Selection {
  const before = selection.kind === 'all' ? new Set(shown) : new Set(selection.ids);
  const choose = !before.has(id);
  const anchor = selection.kind === 'some' ? selection.anchor : undefined;
  for (const one of range && anchor !== undefined ? between(shown, anchor, id) : [id]) {
    if (choose) before.add(one);
    else before.delete(one);
  }
  return { kind: 'some', ids: before, anchor: id };
}

function between(shown: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [shown.indexOf(from), shown.indexOf(to)];
  return a < 0 || b < 0 ? [to] : shown.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** The box above the list: everybody shown, or nobody. */
export const toggledShown = (selection: Selection, shown: readonly string[]): Selection =>
  shown.length > 0 && shown.every((id) => isChosen(selection, id)) ? NOBODY : { kind: 'some', ids: new Set(shown) };
