import { startNearEdge } from './calendar.ts';
import { createSimConsoles } from './consoles.ts';
import { createElsewhere } from './elsewhere.ts';
import { createChaos, type Fault } from './faults.ts';
import type { Outside } from './functions.ts';
import { createHiring } from './hiring.ts';
import { isSecret } from './invariants.ts';
import { createLimitJudge, limitIn } from './limits.ts';
import { createModels } from './model-stub.ts';
import { createObserver } from './observer.ts';
import type { Patch } from './patch.ts';
import { createPlatforms, type PlatformWorld } from './platform.ts';
import type { Push } from './platform-wire.ts';
import { createQueue, type QueueBatch } from './queues.ts';
import { createRandom, createTrace } from './random.ts';
import { attachRefresher } from './refresher.ts';
import { furnish, START_MS, sceneAccounts } from './scene.ts';
import { createSituations } from './situations.ts';
import { attachReader, type StreamRecord } from './streams.ts';
import { attachSweeper } from './sweeper.ts';
import { createTruth } from './table.ts';
import { createTablePort } from './table-port.ts';
import { createTimeline } from './timeline.ts';
import { createTokenDesk } from './tokens.ts';
import { createUnitLedger } from './units.ts';
import { createUsageLedger } from './usage.ts';
import { createVault } from './vault.ts';
import { answering, createDelivery, httpEventOf, type Pushed } from './webhooks.ts';
import type { CrashPoint, FunctionName, Sim } from './worker.ts';

/** One world: the product's functions between a table, queues, platforms and a model that are all of chance's making. */

export interface Violation {
  readonly invariant: string;
  readonly what: string;
  readonly atMs: number;
}

export interface WorldOptions {
  readonly seed: number;
  readonly faults: ReadonlySet<Fault>;
  readonly crashes?: readonly CrashPoint[] | undefined;
  readonly patch: Patch;
  readonly keepTrace?: boolean;
}

const SENDER_VISIBILITY_MS = 180_000;
const AGENT_VISIBILITY_MS = 540_000;
const TIMERS_VISIBILITY_MS = 360_000;

export async function createWorld({ seed, faults, crashes = [], patch, keepTrace }: WorldOptions) {
  const situations = createSituations();
  const chaos = createChaos(seed, faults, situations);
  const startMs = chaos.on.has('F34') ? startNearEdge(seed) : START_MS;
  const timeline = createTimeline(startMs);
  const violations: Violation[] = [];
  const trace = createTrace();
  trace.keep = keepTrace === true;
  const sim: Sim = {
    seed,
    timeline,
    random: createRandom(seed, 'world'),
    chaos,
    situations,
    trace,
    crashes,
    crashedAtMs: startMs,
    wasWild: false,
    effects: 0,
    violate(invariant, what) {
      trace.add(`${timeline.now()} VIOLATES ${invariant} ${what}`);
      violations.push({ invariant, what, atMs: timeline.now() - startMs });
    },
  };
  const truth = createTruth(timeline);
  const accounts = sceneAccounts(startMs);
  const vault = createVault();
  await furnish(truth, vault, accounts, startMs);
  const elsewhere = createElsewhere(sim, truth);
  const usage = createUsageLedger(sim, truth, elsewhere);
  const observer = createObserver(sim, truth);

  const models = createModels(sim, (request, worker) => {
    const text = JSON.stringify(request);
    elsewhere.prompted(worker, text);
    if (new Set(text.match(/租户t\d/g)).size > 1) sim.violate('INV10', 'a prompt mixes two tenants');
  });
  const consoles = createSimConsoles(sim, truth, [...new Set(accounts.map(({ tenantId }) => tenantId))]);
  /** Made below, from what is made here. */
  const later: { platforms?: PlatformWorld; queues?: ReturnType<Outside['queues']> } = {};
  const limit = limitIn(seed);
  const units = createUnitLedger(sim);
  const outside: Outside = {
    limit,
    tableOf: (worker) =>
      createTablePort(
        sim,
        worker,
        truth,
        (fn) => {
          observer.writer = fn;
        },
        units,
      ),
    vault,
    elsewhere,
    usage,
    models,
    consoles,
    platforms: () => {
      if (!later.platforms) throw new Error('no platforms yet');
      return later.platforms;
    },
    queues: () => {
      if (!later.queues) throw new Error('no queues yet');
      return later.queues;
    },
    logged: (event, fields) => {
      const text = JSON.stringify(fields ?? '');
      if (isSecret(text)) sim.violate('INV16', `the log tells ${text}`);
      if (event === 'sweep.found') trace.add(`${timeline.now()} sweep ${text}`);
    },
  };

  /** Set by those who want to know (meetings.ts). */
  const meet: { agentAsked: (batch: QueueBatch) => void } = { agentAsked: () => undefined };
  const { invoke, failuresOf } = createHiring(sim, outside, patch);
  const consume = (fn: FunctionName) => (batch: QueueBatch) => failuresOf(fn, batch);

  const outbound = createQueue(sim, {
    name: 'outbound',
    ends: 'E17',
    batchSize: 10,
    visibilityMs: SENDER_VISIBILITY_MS,
    consume: consume('sender'),
  });
  const agent = createQueue(sim, {
    name: 'agent',
    ends: 'E10',
    batchSize: 5,
    visibilityMs: AGENT_VISIBILITY_MS,
    consume: (batch) => {
      meet.agentAsked(batch);
      return failuresOf('agent', batch);
    },
  });
  const timers = createQueue(sim, {
    name: 'timers',
    ends: 'E20',
    batchSize: 1,
    visibilityMs: TIMERS_VISIBILITY_MS,
    consume: consume('timers'),
  });
  later.queues = { outbound, agent, timers };

  const delivery = createDelivery(sim, observer, elsewhere, (push: Push) =>
    invoke('webhooks', ({ worker, handle }) => answering(worker, () => handle(httpEventOf(push, `r${sim.effects}`)))()),
  );
  /** What the platform told, until our side has applied it. */
  const pending = new Map<string, { knownAtMs?: number }>();
  const push = (what: Push, about: Pushed): void => delivery.push(what, about);
  const platforms = createPlatforms(sim, accounts, {
    push: (what, { account, id }) => push(what, { account, id, kind: 'echo' }),
    departs(worker, intent) {
      observer.departs(worker, intent);
      elsewhere.departs(worker, observer.messages.get(intent)?.accountId ?? '');
    },
    tokens: createTokenDesk(sim, accounts, truth, (sealed) => vault.reveal(sealed)),
    limited: createLimitJudge(sim, limit),
  });
  later.platforms = platforms;

  const readers = [
    attachReader(sim, truth, {
      name: 'E3',
      wants: (entity, isNew) => isNew && (entity === 'event' || entity === 'accountEvent'),
      consume: (Records: readonly StreamRecord[]) => failuresOf('conversation', { Records }),
      done: ({ after }) => noteKnown(after, timeline.now()),
    }),
    attachReader(sim, truth, {
      name: 'reactions',
      wants: (entity) => ['account', 'message', 'conversation', 'customer', 'lead', 'notice'].includes(entity),
      consume: (Records: readonly StreamRecord[]) => failuresOf('reactions', { Records }),
    }),
  ];
  const noteKnown = (row: Readonly<Record<string, unknown>> | undefined, nowMs: number): void => {
    const name = `${String(row?.accountId)}|${String(row?.eventHash)}`;
    const act = pending.get(name);
    if (act) act.knownAtMs ??= nowMs;
  };
  attachSweeper(sim, observer, () => timers.put({ kind: 'sweep' }, 0));
  attachRefresher(sim, truth, () => timers.put({ kind: 'refresh-tokens' }, 0));

  return {
    sim,
    truth,
    observer,
    accounts,
    platforms,
    outside,
    models,
    consoles,
    queues: { outbound, agent, timers },
    readers,
    delivery,
    violations,
    units,
    usage,
    elsewhere,
    meet,
    startMs,
    pending,
    push,
    invoke,
  };
}
export type World = Awaited<ReturnType<typeof createWorld>>;
