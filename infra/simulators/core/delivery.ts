import * as z from 'zod';
import type { SimulatorClock } from '../clock.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Post } from './post.ts';
import type { Store } from './store.ts';

/** One webhook on its way. `lane` orders: pushes of a lane leave one after another. */
export const Push = z.object({
  id: z.string(),
  lane: z.string(),
  event: z.string(),
  accountId: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  /** Base64, because signatures are over bytes. */
  body: z.string(),
  attemptsLeft: z.number().int(),
  /** Pause before the second, third … attempt; the last repeats. */
  retryDelaysMs: z.array(z.number().int()),
  timeoutMs: z.number().int(),
  attempts: z.number().int(),
  /** Leaves at this time at the earliest (epoch milliseconds). */
  notBeforeMs: z.number().int().optional(),
});
export type Push = z.infer<typeof Push>;

export type DeliveryDeps = {
  readonly clock: SimulatorClock;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly store: Store;
  readonly post: Post;
  /** The platform's own idea of "delivered". */
  readonly isAcknowledged: (status: number, body: string) => boolean;
  /** Gives a copy of a push another delivery id (F2). */
  readonly renewId: (push: Push) => Push;
  /** Spoils a copy so that no receiver may trust it (F10). */
  readonly forge: (push: Push) => Push;
  /** Told the outcome of every attempt, for the control API. */
  readonly onAttempt?: (push: Push, outcome: string, tookMs: number) => void;
};

/** Delivers webhooks as the platform does: in order per conversation, again when not acknowledged, then never more. */
export interface Delivery {
  /** Resolves when the first attempt has ended, however it ended. */
  enqueue(push: Push): Promise<void>;
  pending(): number;
  /** Takes up what a killed process left behind. */
  resume(): void;
  stop(): void;
}

/** A held-back push leaves at the latest after this time, also when nothing follows it. */
const LONGEST_HOLD_MS = 3_000;
const LONGEST_DELAY_MS = 600_000;

export function createDelivery(deps: DeliveryDeps): Delivery {
  const lanes = new Map<string, Promise<void>>();
  const heldBack = new Map<string, () => void>();
  const waiting = new Map<string, Push>();
  const timers = new Set<() => void>();
  let stopped = false;

  // Read through a function: it may change while an attempt is under way.
  const isStopped = (): boolean => stopped;

  const later = (ms: number, run: () => void): void => {
    const cancel = deps.clock.setTimer(deps.clock.now() + ms, () => {
      timers.delete(cancel);
      if (!stopped) run();
    });
    timers.add(cancel);
  };
  const done = (push: Push): void => {
    waiting.delete(push.id);
    deps.store.remove('push', push.id);
  };
  const settle = (push: Push, acknowledged: boolean): void => {
    if (!acknowledged && push.attemptsLeft <= 0) deps.ledger.count('webhookGivenUp');
    if (acknowledged || push.attemptsLeft <= 0) {
      done(push);
      return;
    }
    const pauseMs = push.retryDelaysMs[Math.min(push.attempts, push.retryDelaysMs.length) - 1] ?? 0;
    deps.store.put('push', push.id, push);
    later(pauseMs, () => void attempt(push));
  };
  const attempt = async (push: Push): Promise<void> => {
    if (stopped) return;
    push.attemptsLeft -= 1;
    push.attempts += 1;
    deps.ledger.count('webhookAttempts');
    const answer = await deps.post(push.url, push.headers, Buffer.from(push.body, 'base64'), push.timeoutMs);
    const delivered = answer.kind === 'answered' && deps.isAcknowledged(answer.status, answer.body);
    deps.ledger.count(
      delivered ? 'webhookAcknowledged' : answer.kind === 'answered' ? 'webhookRejected' : 'webhookUnreachable',
    );
    deps.onAttempt?.(push, answer.kind === 'answered' ? String(answer.status) : answer.code, answer.tookMs);
    if (isStopped()) return;
    const lost = delivered && push.attemptsLeft > 0 && deps.faults.strike('webhook.lost-ack', push) !== undefined;
    settle(push, delivered && !lost);
  };
  const extraCopy = (copy: Push): Promise<void> => attempt({ ...copy, id: `${copy.id}#copy`, attemptsLeft: 1 });

  const withExtras = async (push: Push): Promise<void> => {
    const again = deps.faults.strike('webhook.duplicate', push);
    const renewed = deps.faults.strike('webhook.duplicate-new-id', push);
    if (deps.faults.strike('webhook.truncated', push)) await extraCopy(truncate(push));
    if (deps.faults.strike('webhook.forged', push)) await extraCopy(deps.forge(push));
    await attempt(push);
    for (let i = 0; i < (again?.copies ?? 0); i++) await extraCopy(push);
    for (let i = 0; i < (renewed?.copies ?? 0); i++) await extraCopy(deps.renewId(push));
  };

  const inLane = (push: Push): Promise<void> => {
    const before = lanes.get(push.lane) ?? Promise.resolve();
    const held = heldBack.get(push.lane);
    const mine = before.then(() => withExtras(push));
    lanes.set(push.lane, mine);
    void mine.finally(() => {
      if (lanes.get(push.lane) === mine) lanes.delete(push.lane);
      held?.();
    });
    return mine;
  };

  const route = (push: Push): Promise<void> => {
    const waitMs = (push.notBeforeMs ?? 0) - deps.clock.now();
    if (waitMs > 0) {
      later(waitMs, () => void inLane(push));
      return Promise.resolve();
    }
    const delay = deps.faults.strike('webhook.delay', push);
    if (delay) {
      later(deps.faults.millis(delay, LONGEST_DELAY_MS), () => void withExtras(push));
      return Promise.resolve();
    }
    if (!heldBack.has(push.lane) && deps.faults.strike('webhook.reorder', push)) {
      let released = false;
      const release = (): void => {
        if (released || stopped) return;
        released = true;
        heldBack.delete(push.lane);
        void withExtras(push);
      };
      heldBack.set(push.lane, release);
      later(LONGEST_HOLD_MS, release);
      return Promise.resolve();
    }
    return inLane(push);
  };

  return {
    enqueue(push) {
      deps.ledger.count('webhookEvents');
      waiting.set(push.id, push);
      deps.store.put('push', push.id, push);
      return route(push);
    },
    pending: () => waiting.size,
    resume() {
      for (const stored of deps.store.load('push')) {
        const push = Push.parse(stored);
        // An attempt may have been under way when the process died: it is repeated, as a platform repeats it.
        push.attemptsLeft = Math.max(1, push.attemptsLeft);
        waiting.set(push.id, push);
        void route(push);
      }
    },
    stop() {
      stopped = true;
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

/** F9: a body cut in the middle, headers as they were. */
function truncate(push: Push): Push {
  const bytes = Buffer.from(push.body, 'base64');
  return { ...push, body: bytes.subarray(0, Math.floor(bytes.length / 2)).toString('base64') };
}
