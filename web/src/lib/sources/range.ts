import { dayNumber, dayText } from '../../../../shared/conversations/rules-days.ts';
import { DAY_OFFSET_MINUTES, MAX_RANGE_DAYS, numberOfDay } from '../../../../shared/sources/rules-days.ts';

/** The days that the sources screen shows: of Asia/Shanghai, both included, named in the address. */

export interface Range {
  readonly from: string;
  readonly to: string;
}

export const PRESETS = ['today', '7', '30', 'month', 'last-month'] as const;
export type Preset = (typeof PRESETS)[number];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The days of a preset, as of now. */
export function rangeOf(preset: Preset, nowMs: number): Range {
  const today = dayNumber(nowMs, DAY_OFFSET_MINUTES);
  const to = dayText(today);
  const first = today - Number(to.slice(8)) + 1;
  switch (preset) {
    case 'today':
      return { from: to, to };
    case 'month':
      return { from: dayText(first), to };
    case 'last-month':
      return { from: `${dayText(first - 1).slice(0, 7)}-01`, to: dayText(first - 1) };
    default:
      return { from: dayText(today - Number(preset) + 1), to };
  }
}

/** What an address asks for: two days, a preset, or the last seven days. Days that are none, or too many, are ignored. */
export function rangeIn(
  params: Pick<URLSearchParams, 'get'>,
  nowMs: number,
): Range & { readonly preset: Preset | undefined } {
  const [from, to] = [params.get('from') ?? '', params.get('to') ?? ''];
  if (isDay(from) && isDay(to) && from <= to && numberOfDay(to) - numberOfDay(from) < MAX_RANGE_DAYS) {
    return { from, to, preset: undefined };
  }
  const preset = PRESETS.find((known) => known === params.get('days')) ?? '7';
  return { ...rangeOf(preset, nowMs), preset };
}

const isDay = (text: string): boolean => DAY.test(text) && dayText(numberOfDay(text)) === text;
