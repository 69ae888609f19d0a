/** Which columns a person chose for a list, on this machine: people who share one do not share their choice. */
const keyOf = (list: string, memberId: string | undefined): string => `miaohong.${list}.columns.${memberId ?? ''}`;

/** The names that were kept, in their order; undefined where nothing was chosen yet. */
export function keptNames(list: 'customers' | 'leads', memberId: string | undefined): readonly string[] | undefined {
  try {
    return localStorage.getItem(keyOf(list, memberId))?.split(',');
  } catch {
    return undefined;
  }
}

export function keepNames(list: 'customers' | 'leads', memberId: string | undefined, names: readonly string[]): void {
  try {
    localStorage.setItem(keyOf(list, memberId), names.join(','));
  } catch {
    // Storage is closed to us: the choice lasts as long as the page.
  }
}
