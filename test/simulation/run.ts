import { act } from './act.ts';
import { ALL_FAULTS, type Fault } from './faults.ts';
import { guardGlobals } from './globals.ts';
import { checkAtRest } from './invariants.ts';
import { attachMeetings } from './meetings.ts';
import { type Operation, operationsOf } from './operations.ts';
import { type Patch, UNPATCHED } from './patch.ts';
import { START_MS } from './scene.ts';
import type { Reached } from './situations.ts';
import { GoesInCircles } from './timeline.ts';
import type { CrashPoint } from './worker.ts';
import { createWorld, type Violation, type World } from './world.ts';

/** Runs one seed from beginning to rest and tells what it found. */

export interface RunOptions {
  readonly seed: number;
  readonly operations?: readonly Operation[] | undefined;
  readonly faults?: ReadonlySet<Fault> | undefined;
  readonly crashes?: readonly CrashPoint[] | undefined;
  readonly patch?: Patch | undefined;
  readonly keepTrace?: boolean;
  /** Looks at the world once it rests. */
  readonly inspect?: ((world: World) => void) | undefined;
}

export interface RunResult {
  readonly seed: number;
  readonly digest: string;
  readonly violations: readonly Violation[];
  readonly situations: Reached;
  readonly effects: number;
  readonly steps: number;
  readonly virtualMs: number;
  readonly lines: readonly string[];
}

export const OPERATIONS = 40;
/** After the faults stop: what queues still hold must be gone (INV14). */
const DRAIN_MS = 10 * 60_000;
/** What a schedule wrote a moment ago is on its way. */
const READ_WITHIN_MS = 60_000;
/** After that: whatever waits for a window has expired (INV4). */
const REST_MS = 26 * 3_600_000;

export async function runSeed(options: RunOptions): Promise<RunResult> {
  let now = (): number => START_MS;
  const release = guardGlobals(() => now());
  try {
    const faults = options.faults ?? new Set(ALL_FAULTS);
    const { seed, crashes, patch = UNPATCHED, keepTrace = false } = options;
    const world = await createWorld({ seed, faults, crashes, patch, keepTrace });
    now = () => world.sim.timeline.now();
    attachMeetings(world);
    try {
      await live(world, options.operations ?? operationsOf(seed, OPERATIONS));
    } catch (error) {
      if (!(error instanceof GoesInCircles)) throw error;
      world.sim.violate('INV14', error.message);
    }
    options.inspect?.(world);
    return resultOf(world, seed);
  } finally {
    release();
  }
}

async function live(world: World, operations: readonly Operation[]): Promise<void> {
  const { timeline, chaos } = world.sim;
  for (const operation of operations) {
    await timeline.runUntil(world.startMs + operation.atMs);
    act(world, operation);
  }
  await timeline.runUntil(timeline.now() + 30_000);
  chaos.stop();
  for (const queue of Object.values(world.queues)) queue.redrive();
  await timeline.runUntil(timeline.now() + DRAIN_MS);
  // A crash that was asked for may strike now: it is a fault too.
  while (world.sim.crashedAtMs + DRAIN_MS > timeline.now()) await timeline.runUntil(world.sim.crashedAtMs + DRAIN_MS);
  checkDrained(world);
  await timeline.runUntil(timeline.now() + REST_MS);
  for (const queue of Object.values(world.queues))
    if (queue.dead() > 0) world.sim.violate('INV14', `${queue.name} ends with ${queue.dead()} dead letters`);
  const bodies = Object.values(world.queues).flatMap((queue) => queue.bodies);
  for (const { text, intent } of world.platforms.accepted)
    if (text !== undefined && world.models.cut.has(text)) world.sim.violate('SEC25', `${intent} is a text cut short`);
  await world.consoles.check();
  const { accepted, recalled } = world.platforms;
  world.usage.check(world.sim.chaos.on.size === 0 && world.sim.crashes.length === 0);
  world.units.check(world.pending.size + world.observer.messages.size);
  checkAtRest(world.sim, { ...world, accepted, recalled, bodies });
}

function checkDrained({ sim, queues, readers }: World): void {
  for (const queue of Object.values(queues)) {
    const left = queue.overdue(sim.timeline.now());
    if (left > 0) sim.violate('INV14', `${queue.name} still holds ${left}`);
    // Used up its receives while everything failed: a person gives it another chance.
    queue.redrive();
  }
  const unread = readers.reduce((sum, left) => sum + left(sim.timeline.now() - READ_WITHIN_MS), 0);
  if (unread > 0) sim.violate('INV14', `the stream still holds ${unread}`);
}

const resultOf = ({ sim, violations, startMs }: World, seed: number): RunResult => ({
  seed,
  digest: sim.trace.digest(),
  violations,
  situations: { counts: sim.situations.counts, pairs: sim.situations.pairs, effects: sim.situations.effects },
  effects: sim.effects,
  steps: sim.timeline.steps(),
  virtualMs: sim.timeline.now() - startMs,
  lines: sim.trace.lines,
});
