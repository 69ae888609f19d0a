import type { Line, LineKind, Thread } from './threads.ts';

/** Seconds that people and machines take for a line, where a thread does not say otherwise. */
const NATURAL_SECONDS: Readonly<Record<LineKind, number>> = {
  enter: 0,
  welcome: 2,
  in: 48,
  ai: 7,
  me: 150,
  card: 6,
  fill: 74,
  over: 9,
};

/** When each line of a thread happened, counted back from the last one. */
export function timedLines(thread: Thread, nowMs: number): readonly { readonly line: Line; readonly atMs: number }[] {
  const lastMs = nowMs - thread.agoMinutes * 60_000;
  const gaps = thread.lines.map(([kind, , gapMinutes], index) =>
    index === 0 ? 0 : gapMinutes === undefined ? (NATURAL_SECONDS[kind] + (index % 3)) * 1_000 : gapMinutes * 60_000,
  );
  const totalMs = gaps.reduce((sum, gap) => sum + gap, 0);
  let atMs = lastMs - totalMs;
  return thread.lines.map((line, index) => {
    atMs += gaps[index] ?? 0;
    return { line, atMs };
  });
}
