import type { SourceMeter } from './event-sources-queue.ts';
import { describeTrigger } from './invocations-trigger.ts';
import type { InvocationReport } from './lambda-host.ts';
import type { CallCost } from './lambda-worker-meter.mjs';

/** What one function used since the meter was last emptied. */
export interface FunctionUsage {
  invocations: number;
  failures: number;
  coldStarts: number;
  /** Sum of cold start times. */
  initMs: number;
  /** Rounded up to a millisecond each, as Lambda bills. */
  billedMs: number;
  gbSeconds: number;
  cpuMs: number;
}

export interface RequestUsage {
  readonly function: string;
  readonly service: string;
  readonly operation: string;
  requests: number;
  failed: number;
  readUnits: number;
  writeUnits: number;
}

export interface MeterSnapshot {
  readonly sinceMs: number;
  readonly functions: Readonly<Record<string, FunctionUsage>>;
  readonly requests: readonly RequestUsage[];
  readonly totals: {
    readonly readUnits: number;
    readonly writeUnits: number;
    readonly invocations: number;
    /** By service; HttpApi and WebSocketApi count what reached a function. */
    readonly requests: Readonly<Record<string, number>>;
  };
  /** Items written most often, `pk|sk`: what would be a hot key on AWS. */
  readonly hottestItems: readonly { readonly key: string; readonly writes: number }[];
}

export interface Meter {
  invocation(report: InvocationReport): void;
  /** Requests that the runtime makes in the name of a function's event source. */
  source(functionLabel: string): SourceMeter;
  snapshot(): MeterSnapshot;
  reset(): void;
}

const MAX_KEYS = 20_000;
const HOTTEST = 20;

/** Counts AWS requests by function and operation, with request units (decision 12, COST1–COST3, COST9). */
export function createMeter(now: () => number): Meter {
  let sinceMs = now();
  const functions = new Map<string, FunctionUsage>();
  const requests = new Map<string, RequestUsage>();
  const writes = new Map<string, number>();

  function row(label: string, service: string, operation: string): RequestUsage {
    const key = `${label} ${service} ${operation}`;
    const known = requests.get(key);
    if (known) return known;
    const fresh = { function: label, service, operation, requests: 0, failed: 0, readUnits: 0, writeUnits: 0 };
    requests.set(key, fresh);
    return fresh;
  }

  function call(label: string, cost: CallCost): void {
    const usage = row(label, cost.service, cost.operation);
    usage.requests += cost.requests;
    usage.failed += cost.failed ? 1 : 0;
    usage.readUnits += cost.readUnits;
    usage.writeUnits += cost.writeUnits;
    for (const key of cost.keys)
      if (writes.has(key) || writes.size < MAX_KEYS) writes.set(key, (writes.get(key) ?? 0) + 1);
  }

  const sum = (pick: (usage: RequestUsage) => number) =>
    [...requests.values()].reduce((total, usage) => total + pick(usage), 0);

  return {
    invocation({ spec, durationMs, cpuMs, coldStartMs, completion, payload }) {
      const label = spec.label;
      const usage = functions.get(label) ?? newUsage();
      functions.set(label, usage);
      const billedMs = Math.ceil(durationMs + (coldStartMs ?? 0)); // initialisation is billed since August 2025
      usage.invocations += 1;
      usage.failures += completion.result.ok ? 0 : 1;
      usage.coldStarts += coldStartMs === undefined ? 0 : 1;
      usage.initMs += coldStartMs ?? 0;
      usage.billedMs += billedMs;
      usage.gbSeconds += (billedMs / 1000) * (spec.memoryMb / 1024);
      usage.cpuMs += cpuMs;
      const { source } = describeTrigger(payload);
      if (source === 'http') row(label, 'HttpApi', 'Request').requests += 1;
      if (source === 'socket') row(label, 'WebSocketApi', 'Message').requests += 1;
      for (const cost of completion.trail.calls) call(label, cost);
    },
    source: (label) => ({
      request: (service, operation, count) => {
        row(label, service, operation).requests += count;
      },
    }),
    snapshot: () => ({
      sinceMs,
      functions: Object.fromEntries(functions),
      requests: [...requests.values()].sort((a, b) => b.requests - a.requests),
      totals: {
        readUnits: sum((usage) => usage.readUnits),
        writeUnits: sum((usage) => usage.writeUnits),
        invocations: [...functions.values()].reduce((total, usage) => total + usage.invocations, 0),
        requests: [...requests.values()].reduce<Record<string, number>>((totals, usage) => {
          totals[usage.service] = (totals[usage.service] ?? 0) + usage.requests;
          return totals;
        }, {}),
      },
      hottestItems: [...writes]
        .sort(([, a], [, b]) => b - a)
        .slice(0, HOTTEST)
        .map(([key, count]) => ({ key, writes: count })),
    }),
    reset() {
      sinceMs = now();
      functions.clear();
      requests.clear();
      writes.clear();
    },
  };
}

const newUsage = (): FunctionUsage => ({
  invocations: 0,
  failures: 0,
  coldStarts: 0,
  initMs: 0,
  billedMs: 0,
  gbSeconds: 0,
  cpuMs: 0,
});
