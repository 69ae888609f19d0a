import { runSeed } from './run.ts';
const [from, to] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 10)];
const started = performance.now();
const counts = new Map<string, number>();
const pairs = new Map<string, number>();
for (let seed = from; seed <= to; seed++) {
  const result = await runSeed({ seed, keepTrace: process.argv[4] === 'trace' });
  for (const [k, v] of result.situations.counts) counts.set(k, (counts.get(k) ?? 0) + v);
  for (const [k, v] of result.situations.pairs) pairs.set(k, (pairs.get(k) ?? 0) + v);
  if (result.lines.length) console.log(result.lines.join('\n'));
  if (result.violations.length || to - from < 5) console.log(seed, result.digest, result.effects, result.steps, Math.round(result.virtualMs / 3600000) + 'h', result.violations.slice(0, 3));
}
console.log(((to - from + 1) / ((performance.now() - started) / 1000)).toFixed(1), 'seeds/s', counts, pairs.size);
