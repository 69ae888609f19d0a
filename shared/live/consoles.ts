import type { LiveMessage } from '../contracts/live.ts';
import { postsOf } from '../contracts/live-wire.ts';
import type { Visibility } from '../conversations/visible.ts';
import type { LivePusher } from '../runtime/live-pusher.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { Connection, ConnectionStore } from './store-connections.ts';

export interface ConsoleDeps {
  readonly connections: Pick<ConnectionStore, 'list' | 'remove'>;
  readonly pusher: Pick<LivePusher, 'push'>;
  /** Who may see these conversations (X1): asked for only where a limited member listens. */
  readonly visibility: (tenantId: string, conversationIds: readonly string[]) => Promise<Visibility>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Consoles {
  /** Whether anybody of the tenant listens: where nobody does, nothing needs to be looked up for them. */
  hasListeners(tenantId: string): Promise<boolean>;
  /**
   * Tells every open console of the tenant. Never throws: a console that missed something fetches when it comes back,
   * and no record of the stream waits for one. Nothing is told after `untilMs`: a run that was frozen has a successor by
   * then, and what it knew is old (F13).
   */
  broadcast(tenantId: string, messages: readonly LiveMessage[], untilMs?: number): Promise<void>;
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
    // Who listened a moment ago most likely does still.
    const listeners = deps.connections.list(tenantId, nowMs).catch(() => hit?.listeners ?? []);
    if (known.size >= MAX_TENANTS) known.clear();
    known.set(tenantId, { listeners, untilMs: nowMs + LISTENERS_LIFE_MS });
    return listeners;
  };

  const forget = async (connection: Connection): Promise<void> => {
    known.delete(connection.tenantId);
    deps.log.info('live.gone', { tenantId: connection.tenantId, memberId: connection.memberId });
    await deps.connections.remove(connection);
  };

  /**
   * In order: a console that applies them one by one never sees a lead before its conversation. What one batch of the
   * stream brings is one post to a console that reads several.
   */
  const tell = async (connection: Connection, texts: readonly string[], untilMs: number): Promise<void> => {
    try {
      for (const text of connection.wire ? postsOf(texts, MAX_MESSAGE_BYTES) : texts) {
        if (deps.clock.now() > untilMs) return;
        if ((await deps.pusher.push(connection.connectionId, text)) === 'gone') return await forget(connection);
      }
    } catch (error) {
      const errorName = error instanceof Error ? error.name : 'unknown';
      deps.log.warn('live.failed', { tenantId: connection.tenantId, memberId: connection.memberId, errorName });
    }
  };

  /** Who of these is told what: addressed messages their addressee, limited members what they may see (X1). */
  const admissionOf = async (
    tenantId: string,
    listeners: readonly Connection[],
    messages: readonly LiveMessage[],
  ): Promise<(connection: Connection, message: LiveMessage) => boolean> => {
    const ids = messages.flatMap((message) => conversationOf(message) ?? []);
    const isAsked = listeners.some(({ ownOnly }) => ownOnly);
    // Where it cannot be found out, a limited member is told nothing.
    const sees = isAsked ? await deps.visibility(tenantId, ids).catch(() => () => false) : () => true;
    return (connection, message) => {
      if ((addresseeOf(message) ?? connection.memberId) !== connection.memberId) return false;
      const isLimited = connection.ownOnly === true;
      const id = conversationOf(message);
      const isSeen = !isLimited || id === undefined || sees(connection, id);
      return message.type === 'conversation-gone' ? isLimited && !isSeen : isSeen;
    };
  };

  return {
    hasListeners: async (tenantId) => (await listenersOf(tenantId)).length > 0,
    async broadcast(tenantId, messages, untilMs = Number.POSITIVE_INFINITY) {
      if (messages.length === 0) return;
      const listeners = await listenersOf(tenantId);
      const maySee = await admissionOf(tenantId, listeners, messages);
      const texts = messages.flatMap((message) => textsOf(message).map((text) => ({ text, message })));
      if (texts.some(({ text }) => text === RESYNC))
        deps.log.warn('live.failed', { tenantId, code: 'message.too-large' });
      const sentTo = (connection: Connection): readonly string[] =>
        texts.flatMap(({ text, message }) => (maySee(connection, message) ? [text] : []));
      await Promise.all(listeners.map((connection) => tell(connection, sentTo(connection), untilMs)));
      if (listeners.length > 0) deps.log.debug('live.pushed', { tenantId, count: listeners.length });
    },
  };
}

/** The one member a message is for; undefined = everybody. */
function addresseeOf(message: LiveMessage): string | undefined {
  if (message.type === 'notice') return message.notice.memberId;
  return message.type === 'conversation-gone' ? message.memberId : undefined;
}

/** The conversation that a message tells of. */
function conversationOf(message: LiveMessage): string | undefined {
  switch (message.type) {
    case 'conversation':
      return message.conversation.id;
    case 'items':
    case 'conversation-gone':
      return message.conversationId;
    case 'customer':
      return message.customer.conversationId;
    case 'lead':
      return message.lead.conversationId;
    case 'notice':
      return message.notice.conversationId;
    default:
      return undefined;
  }
}

/** What no socket takes must be loaded, or the line would be missing until the console is opened again (INV17). */
const RESYNC = JSON.stringify({ type: 'resync' } satisfies LiveMessage);

/** A message as texts that a socket takes: many items go in pieces; in place of one that fits nowhere, a word to load. */
function textsOf(message: LiveMessage): readonly string[] {
  const text = JSON.stringify(message);
  if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return [text];
  if (message.type !== 'items' || message.items.length < 2) return [RESYNC];
  const middle = Math.ceil(message.items.length / 2);
  const { gone: _, ...rest } = message;
  return [
    ...textsOf({ ...message, items: message.items.slice(0, middle) }),
    ...textsOf({ ...rest, items: message.items.slice(middle) }),
  ];
}
