import { createRandom } from './random.ts';

/** Zones and their changes, written down by hand: what the product asks its platform for is checked against these (F34). */

type Zone = 'Asia/Shanghai' | 'America/New_York' | 'Europe/Berlin' | 'Australia/Lord_Howe';

/** UTC offsets in minutes from these instants on; the last entry that began counts. */
const OFFSETS: Readonly<Record<Zone, readonly (readonly [since: string, minutes: number])[]>> = {
  'Asia/Shanghai': [['2026-01-01T00:00Z', 480]],
  'America/New_York': [
    ['2026-03-08T07:00Z', -240],
    ['2026-11-01T06:00Z', -300],
    ['2027-03-14T07:00Z', -240],
  ],
  'Europe/Berlin': [
    ['2026-03-29T01:00Z', 120],
    ['2026-10-25T01:00Z', 60],
    ['2027-03-28T01:00Z', 120],
  ],
  // Half an hour of summer time.
  'Australia/Lord_Howe': [
    ['2026-04-04T15:00Z', 630],
    ['2026-10-03T15:30Z', 660],
    ['2027-04-03T15:00Z', 630],
  ],
};
export const ZONES: readonly string[] = Object.keys(OFFSETS);
const isZone = (name: string): name is Zone => name in OFFSETS;
const MINUTE_MS = 60_000;

const CHANGES = new Map(
  Object.entries(OFFSETS).map(([zone, list]) => [
    zone,
    list.map(([since, minutes]) => ({ atMs: Date.parse(since), minutes })),
  ]),
);

/** How far a clock on the wall is ahead of UTC. */
export const offsetMs = (zone: string, atMs: number): number =>
  (CHANGES.get(isZone(zone) ? zone : 'Asia/Shanghai')?.findLast((change) => change.atMs <= atMs)?.minutes ?? 0) *
  MINUTE_MS;

const isoDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
export const dayOf = (zone: string, atMs: number): string => isoDay(atMs + offsetMs(zone, atMs));

/** Months, years and summer times that end while a run goes on. */
const EDGES = [
  '2026-09-30T16:00Z',
  '2026-10-03T15:30Z',
  '2026-10-25T01:00Z',
  '2026-10-31T16:00Z',
  '2026-11-01T06:00Z',
  '2026-12-31T16:00Z',
  '2027-02-28T16:00Z',
  '2027-03-14T07:00Z',
  '2027-03-28T01:00Z',
  '2027-04-03T15:00Z',
].map((edge) => Date.parse(edge));
const BEFORE_MS: readonly [number, number] = [0, 90 * MINUTE_MS];

/** Some minutes before one of them. */
export function startNearEdge(seed: number): number {
  const random = createRandom(seed, 'F34');
  const edge = EDGES[random.between(0, EDGES.length - 1)] ?? 0;
  return edge - random.between(...BEFORE_MS);
}
