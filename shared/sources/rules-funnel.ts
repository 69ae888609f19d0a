import type { Source } from '../conversations/model.ts';
import { dayNumber } from '../conversations/rules-days.ts';
import { DAY_OFFSET_MINUTES } from './rules-days.ts';

/**
 * The funnel by source (K4) on the bases of B1: a customer counts once per step and account, ever, on the day of the first
 * time. Days are of Asia/Shanghai, as platforms' reports have them.
 */

export interface Steps {
  readonly entered: number;
  readonly spoke: number;
  readonly contact: number;
}

/** What one advertisement of a channel brought on one day to one account; without `adId`, whoever none was named for. */
export interface Cell extends Steps {
  readonly channel: Source['channel'];
  readonly adId?: string;
  readonly adName?: string;
}

/** Cells by the number of their day. */
export type Days = ReadonlyMap<number, readonly Cell[]>;

/** A first time of somebody. */
export interface First {
  readonly step: keyof Steps;
  readonly atMs: number;
  readonly source?: Source | undefined;
}

/** As many advertisements of a channel stand apart on a day; the others count as the channel's. */
export const MOST_ADS = 60;
const AD_NAME_CHARS = 60;

export const dayOf = (atMs: number): number => dayNumber(atMs, DAY_OFFSET_MINUTES);

/** When somebody entered and spoke first. Whoever speaks has the page open, whether or not the platform told of it. */
export function firstsOf(
  { enteredAtMs, spokeAtMs }: { readonly enteredAtMs?: number | undefined; readonly spokeAtMs?: number | undefined },
  source: Source | undefined,
): readonly First[] {
  const openedAtMs = Math.min(enteredAtMs ?? Number.POSITIVE_INFINITY, spokeAtMs ?? Number.POSITIVE_INFINITY);
  return [
    ...(Number.isFinite(openedAtMs) ? [{ step: 'entered' as const, atMs: openedAtMs, source }] : []),
    ...(spokeAtMs === undefined ? [] : [{ step: 'spoke' as const, atMs: spokeAtMs, source }]),
  ];
}

/** Counts first times by day, channel and advertisement, from a day on; absent = all. */
export function countFirsts(firsts: Iterable<First>, fromDay: number = Number.NEGATIVE_INFINITY): Days {
  const days = new Map<number, Map<string, Cell>>();
  for (const first of firsts) {
    const day = dayOf(first.atMs);
    if (day < fromDay) continue;
    const cells = days.get(day) ?? new Map<string, Cell>();
    days.set(day, cells);
    const name = placeOf(cells, first.source);
    const cell = cells.get(name) ?? emptyCell(first.source, name);
    cells.set(name, { ...cell, ...named(cell, first.source), [first.step]: cell[first.step] + 1 });
  }
  return new Map([...days].map(([day, cells]) => [day, [...cells.values()]]));
}

const channelOf = (source: Source | undefined): Source['channel'] => source?.channel ?? 'unknown';
const nameOf = (channel: string, adId: string | undefined): string => `${channel} ${adId ?? ''}`;

function placeOf(cells: ReadonlyMap<string, Cell>, source: Source | undefined): string {
  const channel = channelOf(source);
  const name = nameOf(channel, source?.adId);
  if (source?.adId === undefined || cells.has(name)) return name;
  const ads = [...cells.values()].filter((cell) => cell.channel === channel && cell.adId !== undefined);
  return ads.length < MOST_ADS ? name : nameOf(channel, undefined);
}

const emptyCell = (source: Source | undefined, name: string): Cell => ({
  channel: channelOf(source),
  ...(source?.adId !== undefined && name === nameOf(source.channel, source.adId) ? { adId: source.adId } : {}),
  entered: 0,
  spoke: 0,
  contact: 0,
});

const named = (cell: Cell, source: Source | undefined): Pick<Cell, 'adName'> =>
  cell.adId !== undefined && cell.adName === undefined && source?.adName
    ? { adName: source.adName.slice(0, AD_NAME_CHARS) }
    : {};

/** What was counted before with what was counted anew: from a day on, the new count replaces the old one. */
export const recounted = (before: Days, anew: Days, fromDay: number): Days =>
  new Map([...[...before].filter(([day]) => day < fromDay), ...[...anew].filter(([day]) => day >= fromDay)]);
