import type { LiveMessage } from '../contracts/live.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import type { LivePusher } from '../runtime/live-pusher.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { Watcher, WatcherStore } from './store-watchers.ts';

/** A console renews its watch well before this is over; one that went away without a word is forgotten then. */
const WATCH_LIFE_MS = 100_000;
/** What a keystroke is good for: whoever goes on typing says so again within it. */
const TYPING_LIFE_MS = 8_000;

export interface PresenceDeps {
  readonly watchers: WatcherStore;
  readonly pusher: Pick<LivePusher, 'push'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who says it, at which conversation. */
export type Present = ConversationKey & Pick<Watcher, 'connectionId' | 'memberId' | 'name'>;

/**
 * Presence (I5): who looks at a conversation and who is writing. Told to the consoles that show this very conversation
 * and to no others, and forgotten by itself. A watch costs one write when it begins and one a minute; typing costs a
 * half-unit read and no write.
 */
export interface Presence {
  /** Begins or renews. Others hear of it only when somebody came. */
  watch(who: Present): Promise<void>;
  /** Of a console that does not watch it nothing is written and nobody hears: it may not even see the conversation (SEC30). */
  leave(who: Present): Promise<void>;
  /** Heard only from a console that watches. */
  typing(who: Present): Promise<void>;
}

export function createPresence(deps: PresenceDeps): Presence {
  /** A console that cannot be reached hears nothing; the others do not wait for it. */
  const tell = async (watchers: readonly Watcher[], message: LiveMessage): Promise<void> => {
    const text = JSON.stringify(message);
    await Promise.all(
      watchers.map(async (watcher) => {
        const outcome = await deps.pusher.push(watcher.connectionId, text).catch(() => 'failed' as const);
        if (outcome === 'gone') await deps.watchers.remove(watcher);
      }),
    );
  };

  return {
    async watch({ tenantId, conversationId, connectionId, memberId, name }) {
      const nowMs = deps.clock.now();
      const before = await deps.watchers.list({ tenantId, conversationId }, nowMs);
      const me = { tenantId, conversationId, connectionId, memberId, name, untilMs: nowMs + WATCH_LIFE_MS };
      await deps.watchers.put(me);
      const others = before.filter((one) => one.connectionId !== connectionId);
      const isNew = others.length === before.length;
      const all = [...others, me];
      await tell(isNew ? all : [me], presentMessage(conversationId, all));
    },
    async leave({ tenantId, conversationId, connectionId }) {
      // Strong: whoever leaves a moment after they came is known to have come.
      const before = await deps.watchers.list({ tenantId, conversationId }, deps.clock.now(), { consistent: true });
      const left = before.filter((one) => one.connectionId !== connectionId);
      if (left.length === before.length) return;
      await deps.watchers.remove({ tenantId, conversationId, connectionId });
      await tell(left, presentMessage(conversationId, left));
    },
    async typing({ tenantId, conversationId, connectionId, memberId, name }) {
      const nowMs = deps.clock.now();
      const all = await deps.watchers.list({ tenantId, conversationId }, nowMs);
      // Whoever may not watch it cannot be heard there either (SEC30).
      if (!all.some((one) => one.connectionId === connectionId)) return;
      const others = all.filter((one) => one.connectionId !== connectionId && one.memberId !== memberId);
      await tell(others, { type: 'typing', conversationId, memberId, name, untilMs: nowMs + TYPING_LIFE_MS });
    },
  };
}

/** Somebody with two consoles is one person. */
function presentMessage(conversationId: string, watchers: readonly Watcher[]): LiveMessage {
  const members = new Map<string, { memberId: string; name: string; untilMs: number }>();
  for (const { memberId, name, untilMs } of watchers) {
    const known = members.get(memberId);
    if (!known || known.untilMs < untilMs) members.set(memberId, { memberId, name, untilMs });
  }
  return { type: 'presence', conversationId, members: [...members.values()] };
}
