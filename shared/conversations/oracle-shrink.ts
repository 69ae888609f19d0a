import type { History } from './oracle-histories.ts';
import { type Disagreement, disagreement } from './oracle-verdicts.ts';
import type { RulePack } from './pack-schema.ts';

/** A history without any step that it can spare, and what is still wrong about it. */
export interface Shrunk {
  readonly history: History;
  readonly found: Disagreement;
}

/** Leaves out what the disagreement does not need; undefined = there is none. */
export function shrunk(history: History, pack?: RulePack): Shrunk | undefined {
  const found = disagreement(history, pack);
  if (!found) return undefined;
  for (const at of history.steps.keys()) {
    const without = { ...history, steps: history.steps.filter((_, index) => index !== at) };
    const smaller = shrunk(without, pack);
    if (smaller) return smaller;
  }
  return { history, found };
}

/** In words that the table of boundary cases uses as well: `enter 0s, text 1s`. */
export const linesOf = ({ history: { asker, startMs, steps }, found }: Shrunk): readonly string[] => [
  `${found.what}: ${JSON.stringify(found.verdict)}`,
  JSON.stringify({ ...asker, startMs }),
  ...steps.map(({ kind, afterMs, ...rest }) => `  ${String(afterMs / 1_000)}s ${kind} ${JSON.stringify(rest)}`),
];
