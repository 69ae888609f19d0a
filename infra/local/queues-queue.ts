import { randomUUID } from 'node:crypto';
import type { LocalQueue, QueueMessage, QueueSettings, Receipt } from './queues-model.ts';
import { createReadyList, type ReadyList } from './queues-ready.ts';
import type { RuntimeStore } from './runtime-store.ts';
import type { LocalClock } from './types.ts';

interface InFlight {
  readonly message: QueueMessage;
  readonly receivedAtMs: number;
  readonly visibilityMs: number;
  cancelTimer: (() => void) | undefined;
}

/** One standard queue. `find` leads to the queue that takes its dead letters. */
export function openQueue(
  settings: QueueSettings,
  store: RuntimeStore,
  clock: LocalClock,
  find: (name: string) => LocalQueue | undefined,
): LocalQueue {
  const ready: ReadyList = createReadyList();
  const inFlight = new Map<string, InFlight>();
  const delayed = new Map<string, () => void>();
  const wakers = new Set<() => void>();
  let waking = false;

  function wake(): void {
    if (waking || wakers.size === 0) return;
    waking = true;
    // Not at once: sends of the same turn gather into one batch.
    setImmediate(() => {
      waking = false;
      for (const waker of wakers) waker();
    });
  }

  function show(message: QueueMessage): void {
    ready.push(message);
    wake();
  }

  function showAt(message: QueueMessage): void {
    if (message.visibleAtMs <= clock.now()) {
      show(message);
      return;
    }
    const cancel = clock.setTimer(message.visibleAtMs, () => {
      delayed.delete(message.id);
      show(message);
    });
    delayed.set(message.id, cancel);
  }

  function takeBack(handle: string): InFlight | undefined {
    const entry = inFlight.get(handle);
    if (!entry) return undefined;
    entry.cancelTimer?.();
    inFlight.delete(handle);
    ready.finished(entry.message);
    return entry;
  }

  function returnAt(handle: string, visibleAtMs: number): boolean {
    const entry = takeBack(handle);
    if (!entry) return false;
    entry.message.visibleAtMs = visibleAtMs;
    store.writeSoon((run) => {
      run('UPDATE messages SET visible_at = ? WHERE id = ?', visibleAtMs, entry.message.id);
    });
    showAt(entry.message);
    return true;
  }

  function bury(message: QueueMessage): boolean {
    const grave = settings.deadLetters && find(settings.deadLetters.queue);
    if (!settings.deadLetters || message.received < settings.deadLetters.maxReceiveCount || !grave) return false;
    const moved = { ...message, received: 0, firstReceivedAtMs: undefined, visibleAtMs: clock.now() };
    store.writeSoon((run) => {
      run(
        'UPDATE messages SET queue = ?, received = 0, first_received_at = NULL WHERE id = ?',
        grave.settings.name,
        message.id,
      );
    });
    grave.adopt(moved);
    return true;
  }

  const expired = (message: QueueMessage) => message.sentAtMs + settings.retentionSeconds * 1000 <= clock.now();
  const forget = (id: string) => {
    store.writeSoon((run) => {
      run('DELETE FROM messages WHERE id = ?', id);
    });
  };

  return {
    settings,
    adopt: showAt,
    async send(body, options = {}) {
      const nowMs = clock.now();
      const message: QueueMessage = {
        id: randomUUID(),
        body,
        attributes: options.attributes ?? {},
        sentAtMs: nowMs,
        visibleAtMs: nowMs + (options.delaySeconds ?? settings.delaySeconds) * 1000,
        received: 0,
        firstReceivedAtMs: undefined,
        groupId: options.groupId,
      };
      await store.write((run) => {
        run(
          'INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, 0, NULL, ?)',
          message.id,
          settings.name,
          body,
          JSON.stringify(message.attributes),
          message.sentAtMs,
          message.visibleAtMs,
          message.groupId ?? null,
        );
      });
      showAt(message);
      return message.id;
    },
    receive(max, { visibilitySeconds = settings.visibilitySeconds, hold = false } = {}) {
      const receipts: Receipt[] = [];
      const nowMs = clock.now();
      while (receipts.length < max) {
        const message = ready.take();
        if (!message) break;
        if (expired(message)) {
          ready.finished(message);
          forget(message.id);
          continue;
        }
        if (bury(message)) {
          ready.finished(message);
          continue;
        }
        message.received += 1;
        message.firstReceivedAtMs ??= nowMs;
        const handle = randomUUID();
        const visibilityMs = visibilitySeconds * 1000;
        const entry: InFlight = { message, receivedAtMs: nowMs, visibilityMs, cancelTimer: undefined };
        inFlight.set(handle, entry);
        if (!hold) entry.cancelTimer = clock.setTimer(nowMs + visibilityMs, () => returnAt(handle, clock.now()));
        receipts.push({ handle, message });
      }
      if (receipts.length > 0) {
        const taken = receipts.map(({ message }) => ({ ...message }));
        store.writeSoon((run) => {
          const sql = 'UPDATE messages SET received = ?, first_received_at = ? WHERE id = ?';
          for (const message of taken) run(sql, message.received, message.firstReceivedAtMs ?? null, message.id);
        });
      }
      return receipts;
    },
    delete(handle) {
      const entry = takeBack(handle);
      if (entry) forget(entry.message.id);
      return entry !== undefined;
    },
    changeVisibility: (handle, seconds) => {
      const entry = inFlight.get(handle);
      if (!entry) return false;
      if (seconds === 0) return returnAt(handle, clock.now());
      entry.cancelTimer?.();
      entry.cancelTimer = clock.setTimer(clock.now() + seconds * 1000, () => returnAt(handle, clock.now()));
      return true;
    },
    release(handle) {
      const entry = inFlight.get(handle);
      if (entry) returnAt(handle, entry.receivedAtMs + entry.visibilityMs);
    },
    counts: () => ({ visible: ready.size(), inFlight: inFlight.size, delayed: delayed.size }),
    onVisible(waker) {
      wakers.add(waker);
      if (ready.size() > 0) wake();
      return () => wakers.delete(waker);
    },
    purge() {
      for (const cancel of delayed.values()) cancel();
      for (const { cancelTimer } of inFlight.values()) cancelTimer?.();
      delayed.clear();
      inFlight.clear();
      ready.clear();
      store.writeSoon((run) => {
        run('DELETE FROM messages WHERE queue = ?', settings.name);
      });
    },
  };
}
