import { writeFileSync } from 'node:fs';

/** What a figure is made of. `wall` depends on who else uses the machine: shown, advisory, no reason to fail. */
export type Basis = 'count' | 'size' | 'memory' | 'cpu' | 'ratio' | 'wall';
export type Gate = { readonly atMost: number } | { readonly atLeast: number };

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly gate: Gate;
  /** What we would like to publish. */
  readonly moonshot?: Gate;
  readonly basis: Basis;
}

/** One line of the public cost and speed sheet, under its id of the targets. */
export interface Measure extends Figure {
  readonly id: string;
  /** Further figures that the same target names. */
  readonly also?: readonly Figure[];
  /** Figures behind the value, for readers of the JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const holds = (value: number, gate: Gate): boolean => ('atMost' in gate ? value <= gate.atMost : value >= gate.atLeast);

export const passes = ({ value, gate }: Figure): boolean => holds(value, gate);

/** A figure that must fail a strict run: a broken gate that does not hang on the machine's other work. */
export const isBroken = (figure: Figure): boolean =>
  !passes(figure) && (figure.basis !== 'wall' || Number.isNaN(figure.value));

export const brokenIds = (measures: readonly Measure[]): readonly string[] =>
  measures.filter((measure) => [measure, ...(measure.also ?? [])].some(isBroken)).map(({ id }) => id);

const gateText = (gate: Gate): string => ('atMost' in gate ? `≤ ${gate.atMost}` : `≥ ${gate.atLeast}`);

/** A table for people: id, what, value, gate, verdict. */
export function printTable(measures: readonly Measure[]): void {
  const line = (id: string, figure: Figure) => ({
    id,
    what: figure.what,
    value: Number.isNaN(figure.value) ? 'not measured' : `${round(figure.value)} ${figure.unit}`,
    gate: gateText(figure.gate),
    ok: passes(figure) ? 'yes' : isBroken(figure) ? 'NO' : 'no (advisory)',
    moonshot: figure.moonshot
      ? `${gateText(figure.moonshot)} ${holds(figure.value, figure.moonshot) ? 'yes' : 'no'}`
      : '',
  });
  const lines = measures.flatMap((measure) => [
    line(measure.id, measure),
    ...(measure.also ?? []).map((figure) => line('', figure)),
  ]);
  const columns = ['id', 'what', 'value', 'gate', 'ok', 'moonshot'] as const;
  const widths = columns.map((column) => Math.max(column.length, ...lines.map((one) => one[column].length)));
  const row = (cells: readonly string[]) => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  console.log([row(columns), ...lines.map((one) => row(columns.map((column) => one[column])))].join('\n'));
}

/** JSON keyed by id, each with value, unit and gate. */
export function writeJson(file: string, measures: readonly Measure[]): void {
  const plain = (figure: Figure) => ({ ...figure, value: round(figure.value), pass: passes(figure) });
  const byId = Object.fromEntries(
    measures.map(({ id, also, details, ...figure }) => [
      id,
      {
        ...plain(figure),
        ...(also ? { also: also.map(plain) } : {}),
        ...(details ? { details: rounded(details) } : {}),
      },
    ]),
  );
  writeFileSync(file, `${JSON.stringify(byId, null, 2)}\n`);
}

export const round = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : round(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, rounded(entry)]));
}

/** The p-th percentile (0–100) by nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1))] ?? Number.NaN;
}

/** How latencies spread, in milliseconds. */
export const spread = (values: readonly number[]) => ({
  count: values.length,
  p50Ms: percentile(values, 50),
  p95Ms: percentile(values, 95),
  p99Ms: percentile(values, 99),
  maxMs: percentile(values, 100),
});
