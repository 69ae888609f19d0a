/** Chance that a seed decides, and the hash that proves a repeat to be one. */

export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number of at least `low`, at most `high`. */
  between(low: number, high: number): number;
  chance(rate: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** 32-bit FNV-1a. */
export function hash32(text: string, start = 0x811c9dc5): number {
  let sum = start;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

/** One stream of chance per subject: dropping one fault leaves what the others do alone as far as it can. */
export function createRandom(seed: number, subject: string): Random {
  let [a, b, c, d] = [hash32(`${seed}:${subject}:a`), hash32(`${subject}:${seed}:b`), seed >>> 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warm = 0; warm < 12; warm++) next();
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    chance: (rate) => next() < rate,
    pick: (list) => list[between(0, list.length - 1)] ?? list[0],
  };
}

/** Two 32-bit sums over everything that happened, in order. */
export function createTrace() {
  let [left, right, lines] = [0x811c9dc5, 0x1b873593, 0];
  const kept: string[] = [];
  return {
    keep: false,
    add(line: string): void {
      left = hash32(line, left);
      right = hash32(line, Math.imul(right ^ 0x5bd1e995, 0x01000193));
      lines += 1;
      if (this.keep) kept.push(line);
    },
    /** For people who read a replay: kept, and no part of the hash. */
    note(line: () => string): void {
      if (this.keep) kept.push(line());
    },
    lines: kept,
    digest: (): string =>
      `${left.toString(16).padStart(8, '0')}${right.toString(16).padStart(8, '0')}-${lines.toString(36)}`,
  };
}
export type Trace = ReturnType<typeof createTrace>;
