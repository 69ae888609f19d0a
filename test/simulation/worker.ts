import type { Clock, Ids, Timers } from '../../shared/runtime/ports.ts';
import type { Chaos } from './faults.ts';
import type { Random, Trace } from './random.ts';
import type { Situations } from './situations.ts';
import type { Timeline } from './timeline.ts';

/** The functions' processes: one job at a time, a clock of their own, and a death that runs no `catch` and no `finally`. */

export type FunctionName = 'webhooks' | 'conversation' | 'reactions' | 'sender' | 'agent' | 'timers' | 'api';

/** What every part of a run shares. */
export interface Sim {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly chaos: Chaos;
  readonly situations: Situations;
  readonly trace: Trace;
  /** Exhaustive runs: the effects at which a worker dies or freezes. */
  readonly crashes: readonly CrashPoint[];
  /** When the last of them struck. */
  crashedAtMs: number;
  /** Whether a clock was off by minutes already. */
  wasWild: boolean;
  /** Effects of workers so far. */
  effects: number;
  violate(invariant: string, what: string): void;
}

export interface CrashPoint {
  readonly at: number;
  readonly when: 'before' | 'after' | 'frozen';
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

export interface Worker {
  readonly id: number;
  readonly fn: FunctionName;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** How far its clock is off, now. Milliseconds. */
  skewMs(): number;
  /** Does one thing to the outside: before, after and around it the worker may die, freeze or be slow. */
  effect<T>(name: string, latencyMs: number, act: () => T | Promise<T>): Promise<T>;
  /** Runs one job. Not ok = the caller heard an error, a death or a timeout; the work may still go on. */
  run<T>(job: () => Promise<T>): Promise<Outcome<T>>;
  readonly state: () => 'idle' | 'busy' | 'zombie' | 'dead';
  /** What it was doing when it died or froze; the last effect it began. */
  readonly doing: () => string;
}

const MAX_SKEW_MS = 5_000;
/** One worker of a run may be off by as much as this. */
const WILD_SKEW_MS = 120_000;
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const FREEZE_MS: readonly [number, number] = [4_000, 240_000];
/** A frozen worker cannot sit between its last look at the clock and a socket: the call's own limit ends it. */
const CALLS: ReadonlySet<string> = new Set(['E14', 'E24', 'console.push']);
/** A run that is given up has had its time: whoever relies on that looks at the clock. */
const LEAST_TIME_MS: Partial<Record<FunctionName, number>> = { reactions: 30_000 };

export function createWorker(sim: Sim, id: number, fn: FunctionName): Worker {
  const { timeline, chaos, random, trace } = sim;
  let skew = chaos.strikes('F30', fn) ? skewOf(sim, random) : 0;
  let state: 'idle' | 'busy' | 'zombie' | 'dead' = 'idle';
  let [fail, doing, names, startedMs]: [() => void, string, number, number] = [() => undefined, '', 0, 0];

  const die = <T>(where: string): Promise<T> => {
    trace.add(`${timeline.now()} ${fn}${id} dies ${where}`);
    if (state === 'busy') timeline.after(random.between(5, 400), fail);
    state = 'dead';
    noteDeath(sim, fn, where);
    return never<T>();
  };
  const freeze = async (where: string): Promise<void> => {
    trace.add(`${timeline.now()} ${fn}${id} freezes ${where}`);
    state = 'zombie';
    fail();
    const left = startedMs + (LEAST_TIME_MS[fn] ?? 0) - timeline.now();
    await timeline.sleep(Math.max(random.between(...FREEZE_MS), left));
  };

  async function effect<T>(name: string, latencyMs: number, act: () => T | Promise<T>): Promise<T> {
    if (died()) return never();
    doing = name;
    sim.situations.visit(name);
    const mine = ++sim.effects;
    const planned = sim.crashes.find(({ at }) => at === mine)?.when;
    if (planned) sim.crashedAtMs = timeline.now();
    if (chaos.strikes('F31', name)) skew = Math.max(Math.min(-MAX_SKEW_MS, skew), skew - random.between(100, 3_000));
    if (planned === 'before' || chaos.strikes('F11', name)) return die(`before ${name}`);
    const freezes = planned === 'frozen' || chaos.strikes('F13', name);
    if (freezes && !CALLS.has(name)) await freeze(`before ${name}`);
    await timeline.sleep(random.between(1, latencyMs));
    // What was on its way when the worker died may arrive all the same.
    if (died() && random.chance(0.5)) return never();
    let result: T;
    try {
      result = await act();
    } catch (error) {
      if (died()) return never();
      trace.add(`${timeline.now()} ${fn}${id} ${name} !${error instanceof Error ? error.name : ''}`);
      await timeline.sleep(random.between(1, latencyMs));
      if (died()) return never();
      throw error;
    }
    trace.add(`${timeline.now()} ${fn}${id} ${name}`);
    if (died()) return never();
    if (planned === 'after' || chaos.strikes('F12', name)) return die(`after ${name}`);
    if (freezes && CALLS.has(name)) await freeze(`after ${name}`);
    await timeline.sleep(random.between(1, latencyMs));
    if (died()) return never();
    if (state === 'zombie') sim.situations.reach('zombie-wrote');
    return result;
  }
  const died = (): boolean => state === 'dead';

  function run<T>(job: () => Promise<T>): Promise<Outcome<T>> {
    state = 'busy';
    startedMs = timeline.now();
    return new Promise((resolve) => {
      const end = (outcome: Outcome<T>): void => {
        if (state === 'busy') state = 'idle';
        resolve(outcome);
      };
      fail = () => end({ ok: false });
      job().then(
        (value) => end({ ok: true, value }),
        (error: unknown) => {
          if (error instanceof Error && error.name === 'RealWorldTouched') sim.violate('PORTS', error.message);
          end({ ok: false });
        },
      );
    });
  }

  return {
    id,
    fn,
    clock: { now: () => timeline.now() + skew },
    timers: {
      async sleep(ms) {
        await timeline.sleep(Math.max(0, chaos.strikes('F32', fn) ? ms - 1 : ms));
        if (died()) await never();
      },
    },
    ids: {
      ulid: () =>
        `${String(timeline.now()).padStart(14, '0')}${String(id).padStart(5, '0')}${String(++names).padStart(7, '0')}`,
      bytes: (length) => Uint8Array.from({ length }, () => random.between(0, 255)),
    },
    skewMs: () => skew,
    effect,
    run,
    state: () => state,
    doing: () => doing,
  };
}

/** Some seconds, and once in a run as much as two minutes. */
function skewOf(sim: Sim, random: Random): number {
  if (sim.wasWild || !random.chance(0.1)) return random.between(-MAX_SKEW_MS, MAX_SKEW_MS);
  sim.wasWild = true;
  sim.situations.reach('wild-clock');
  return random.between(-WILD_SKEW_MS, WILD_SKEW_MS);
}

function noteDeath(sim: Sim, fn: FunctionName, where: string): void {
  if (fn !== 'sender') return;
  if (where.includes('E11')) sim.situations.reach('killed-in-claim');
  if (where.includes('E14')) sim.situations.reach('killed-around-send');
}
