import { RulePack } from './pack-schema.ts';

/**
 * A pack as people write it: `"length": "24h"` where the engine reads `lengthMs: 86400000`. Both functions are what
 * `JSON.parse` and `JSON.stringify` call for each value, so that a console edits what a file says.
 */

/** Fields of a pack that hold a duration, without their unit. */
const DURATIONS: ReadonlySet<string> = new Set([
  'margin',
  'length',
  'spacing',
  'edge',
  'touch',
  'recallWithin',
  'per',
  'step',
]);
const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** For `JSON.parse`: `"30s"` becomes 30000. @throws {RangeError} naming field and value of what is no duration. */
export const toMilliseconds = (_key: string, value: unknown): unknown =>
  renamed(value, (name, held) =>
    DURATIONS.has(name) ? [`${name}Ms`, held === null ? null : msOf(name, held)] : undefined,
  );

/** For `JSON.stringify`: 30000 becomes `"30s"`. */
export const toDurations = (_key: string, value: unknown): unknown =>
  renamed(value, (name, held) => {
    const bare = name.endsWith('Ms') ? name.slice(0, -2) : '';
    if (!DURATIONS.has(bare)) return undefined;
    return [bare, typeof held === 'number' ? durationText(held) : held];
  });

/** The shortest way to write a duration exactly. Milliseconds. */
export function durationText(ms: number): string {
  const [unit, size] = UNITS.find(([, one]) => ms > 0 && ms % one === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

/** @throws {RangeError} for a duration that is none; {z.ZodError} for a pack that is none: its author sees it at once. */
export const readPack = (written: unknown): RulePack =>
  RulePack.parse(JSON.parse(JSON.stringify(written), toMilliseconds));

function msOf(name: string, held: unknown): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h)$/.exec(typeof held === 'string' ? held : '') ?? [];
  const size = UNITS.find(([one]) => one === unit)?.[1];
  if (count === undefined || size === undefined) throw new RangeError(`${name}: ${JSON.stringify(held)}`);
  return Number(count) * size;
}

function renamed(
  value: unknown,
  rename: (name: string, held: unknown) => readonly [string, unknown] | undefined,
): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => rename(name, held) ?? [name, held]));
}
