import type { VerdictView } from '../contracts.ts';

/** How a verdict is shown: a clock, a number of messages, no limit, or words. */
export type WindowState =
  | { readonly kind: 'unlimited'; readonly tone: 'good' }
  | { readonly kind: 'open'; readonly tone: 'good' | 'warn' | 'bad'; readonly leftMs?: number; readonly left?: number }
  | { readonly kind: 'closed'; readonly tone: 'mute'; readonly code: string; readonly nextInMs?: number };

const HOUR_MS = 3_600_000;
const CLOSING_MS = HOUR_MS;
const LAST_CALL_MS = 10 * 60_000;

function toneOf(leftMs: number | undefined): 'good' | 'warn' | 'bad' {
  if (leftMs === undefined || leftMs > CLOSING_MS) return 'good';
  return leftMs > LAST_CALL_MS ? 'warn' : 'bad';
}

/** What the gate's verdict means for the eye, at an instant (epoch milliseconds). */
export function windowStateOf(verdict: VerdictView, nowMs: number): WindowState {
  if (verdict.kind === 'refused') {
    const next = verdict.nextChanceMs;
    const nextInMs = next !== undefined && next > nowMs ? next - nowMs : undefined;
    return { kind: 'closed', tone: 'mute', code: verdict.code, ...(nextInMs === undefined ? {} : { nextInMs }) };
  }
  const { untilMs, left } = verdict;
  if (untilMs === undefined && left === undefined) return { kind: 'unlimited', tone: 'good' };
  const leftMs = untilMs === undefined ? undefined : Math.max(0, untilMs - nowMs);
  return {
    kind: 'open',
    tone: toneOf(leftMs),
    ...(leftMs === undefined ? {} : { leftMs }),
    ...(left === undefined ? {} : { left }),
  };
}
