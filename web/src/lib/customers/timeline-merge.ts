import type { TimelineItemView } from '../contracts.ts';

export interface TimelinePage {
  readonly items: readonly TimelineItemView[];
  readonly nextCursor?: string | undefined;
}

/**
 * The newest page put over what is known, so that older pages stay: the last item of the page is looked for among them
 * and everything below it is kept. Messages told as one line may be cut off by the page's end, so at the seam the known
 * line stands: it counts what lies below, too. Undefined = the two do not meet, or not in a way that counts messages once.
 */
export function withNewest(
  known: readonly TimelineItemView[],
  page: TimelinePage,
): readonly TimelineItemView[] | undefined {
  if (page.nextCursor === undefined) return page.items;
  const last = page.items.at(-1);
  const at = last === undefined ? -1 : known.findIndex(({ key }) => key === last.key);
  return at < 0 ? undefined : [...page.items.slice(0, -1), ...known.slice(at)];
}
