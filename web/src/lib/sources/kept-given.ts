import { CHANNEL_WORDS } from '../../../../shared/sources/rules-channels.ts';
import { COLUMNS, type Column, type Given, NOTHING_GIVEN } from './spend-columns.ts';

/** What was said by hand of the last report, on this machine: next week's has the same columns. */
const KEY = 'miaohong.spends.columns';

interface Kept {
  readonly names?: unknown;
  readonly places?: unknown;
  readonly channel?: unknown;
  readonly accountId?: unknown;
}
const isKept = (value: unknown): value is Kept => typeof value === 'object' && value !== null;
const isPlaces = (value: unknown): value is Readonly<Partial<Record<Column, unknown>>> =>
  typeof value === 'object' && value !== null;
const isChannel = (value: unknown): value is NonNullable<Given['channel']> =>
  typeof value === 'string' && Object.hasOwn(CHANNEL_WORDS, value);

/** `names` are the report's headings: of others nothing was said. */
export function keptGiven(names: readonly string[]): Given {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isKept(kept) && JSON.stringify(kept.names) === JSON.stringify(names) ? givenIn(kept) : NOTHING_GIVEN;
  } catch {
    return NOTHING_GIVEN;
  }
}

function givenIn({ places, channel, accountId }: Kept): Given {
  const said = isPlaces(places) ? places : {};
  const known = COLUMNS.filter((column) => Object.hasOwn(said, column));
  return {
    places: new Map(
      known.map((column) => {
        const at = said[column];
        return [column, typeof at === 'number' ? at : undefined];
      }),
    ),
    ...(isChannel(channel) ? { channel } : {}),
    ...(typeof accountId === 'string' ? { accountId } : {}),
  };
}

export function keepGiven(names: readonly string[], { places, channel, accountId }: Given): void {
  const said = Object.fromEntries([...places].map(([column, at]) => [column, at ?? null]));
  try {
    localStorage.setItem(KEY, JSON.stringify({ names, places: said, channel, accountId }));
  } catch {
    // Storage is closed to us: it is said again next time.
  }
}
