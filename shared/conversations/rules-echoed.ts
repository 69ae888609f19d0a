import type { Conversation } from './model-head.ts';
import type { StoredEvent } from './model-items.ts';
import { type Applied, type ApplyContext, DEFAULT_PAUSE_MINUTES, isStale } from './rules-apply-context.ts';
import { matchEcho, platformIdOf } from './rules-echo.ts';
import { factsAfterForeignSend } from './rules-facts.ts';
import { takenOver } from './rules-ownership.ts';
import { previewOf } from './rules-preview.ts';
import { withProof } from './rules-proof.ts';

/** What came of a message that left the account, whoever wrote it and wherever (W11). Pure. */

/** W11: an echo settles an unknown send of ours, is one we know, or tells of a message sent elsewhere. */
export function echoed(applied: Applied, stored: StoredEvent, context: ApplyContext): Applied {
  const { event } = stored;
  const match = matchEcho(applied.head, event);
  if (match.kind === 'ours') return applied;
  if (match.kind === 'settles') {
    const platformMessageId = platformIdOf(event);
    return {
      ...applied,
      head: withProof(applied.head, match.send, platformMessageId),
      proven: [...applied.proven, { send: match.send, platformMessageId }],
    };
  }
  return { ...applied, head: sentElsewhere(applied.head, stored, match.byPerson, context) };
}

function sentElsewhere(
  head: Conversation,
  stored: StoredEvent,
  byPerson: boolean,
  { pack, account, nowMs }: ApplyContext,
): Conversation {
  const { event } = stored;
  const kind = event.body?.type === 'text' ? 'text' : 'other';
  const facts = factsAfterForeignSend(pack, head.facts, { atMs: event.occurredAtMs, kind });
  const isLast = event.occurredAtMs >= (head.lastMessage?.atMs ?? 0);
  const lastMessage = { preview: previewOf(event.body), atMs: event.occurredAtMs, from: 'us' } as const;
  const told: Conversation = {
    ...head,
    facts,
    lastActivityAtMs: Math.max(head.lastActivityAtMs, event.occurredAtMs),
    ...(isLast ? { lastMessage } : {}),
  };
  if (!byPerson || isStale(stored)) return told;
  const { waitingSinceMs: _, ...answered } = takenOver(
    told,
    nowMs,
    account.agent?.pauseAfterHumanMinutes ?? DEFAULT_PAUSE_MINUTES,
  );
  return { ...answered, unread: 0 };
}
