import type { LiveMessage } from '../contracts/live.ts';
import type { LivePusher } from '../runtime/live-pusher.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { Connection, ConnectionStore } from './store-connections.ts';

export interface ConsoleDeps {
  readonly connections: Pick<ConnectionStore, 'list' | 'remove'>;
  readonly pusher: Pick<LivePusher, 'push'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Consoles {
  /** Whether anybody of the tenant listens: where nobody does, nothing needs to be looked up for them. */
  hasListeners(tenantId: string): Promise<boolean>;
  /**
   * Tells every open console of the tenant. Never throws: a console that missed something fetches when it comes back,
   * and no record of the stream waits for one.
   */
  broadcast(tenantId: string, messages: readonly LiveMessage[]): Promise<void>;
}

/** A console that opens is told of changes after at most this long; it fetches once more when that is over (INV17). */
const LISTENERS_LIFE_MS = 2_000;
const MAX_TENANTS = 1_000;
/** API Gateway takes 128 KB a message. */
const MAX_MESSAGE_BYTES = 120 * 1024;

export function createConsoles(deps: ConsoleDeps): Consoles {
  const known = new Map<string, { listeners: Promise<readonly Connection[]>; untilMs: number }>();

  const listenersOf = (tenantId: string): Promise<readonly Connection[]> => {
    const nowMs = deps.clock.now();
    const hit = known.get(tenantId);
    if (hit && hit.untilMs > nowMs) return hit.listeners;
    const listeners = deps.connections.list(tenantId, nowMs).catch(() => []);
    if (known.size >= MAX_TENANTS) known.clear();
    known.set(tenantId, { listeners, untilMs: nowMs + LISTENERS_LIFE_MS });
    return listeners;
  };

  const forget = async (connection: Connection): Promise<void> => {
    known.delete(connection.tenantId);
    deps.log.info('live.gone', { tenantId: connection.tenantId, memberId: connection.memberId });
    await deps.connections.remove(connection);
  };

  /** In order: a console that applies them one by one never sees a lead before its conversation. */
  const tell = async (connection: Connection, texts: readonly string[]): Promise<void> => {
    try {
      for (const text of texts) {
        if ((await deps.pusher.push(connection.connectionId, text)) === 'gone') return await forget(connection);
      }
    } catch (error) {
      const errorName = error instanceof Error ? error.name : 'unknown';
      deps.log.warn('live.failed', { tenantId: connection.tenantId, memberId: connection.memberId, errorName });
    }
  };

  return {
    hasListeners: async (tenantId) => (await listenersOf(tenantId)).length > 0,
    async broadcast(tenantId, messages) {
      if (messages.length === 0) return;
      const listeners = await listenersOf(tenantId);
      const texts = messages.flatMap(textsOf);
      if (texts.includes(undefined)) deps.log.warn('live.failed', { tenantId, code: 'message.too-large' });
      const sendable = texts.filter((text) => text !== undefined);
      await Promise.all(listeners.map((connection) => tell(connection, sendable)));
      if (listeners.length > 0) deps.log.debug('live.pushed', { tenantId, count: listeners.length });
    },
  };
}

/** A message as texts that a socket takes: many items go in pieces; undefined = one that fits nowhere. */
function textsOf(message: LiveMessage): readonly (string | undefined)[] {
  const text = JSON.stringify(message);
  if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return [text];
  if (message.type !== 'items' || message.items.length < 2) return [undefined];
  const middle = Math.ceil(message.items.length / 2);
  const halves = [message.items.slice(0, middle), message.items.slice(middle)];
  return halves.flatMap((items) => textsOf({ ...message, items }));
}
