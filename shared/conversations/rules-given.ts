import type { CustomerEvent } from './model.ts';
import type { Conversation } from './model-head.ts';
import type { RulePack } from './pack-schema.ts';
import { factsAfterComment, factsAfterConsent } from './rules-facts.ts';
import { withHeldVisited } from './rules-ownership.ts';
import { previewOf } from './rules-preview.ts';
import { stirred } from './rules-triage.ts';

/** What the customer gives beside entries and messages: a comment that may be answered (W7), consent (W3). */

/** W7: an intent comment. It shows in the inbox as something to answer, marked; no agent answers comments. */
export function withComment(pack: RulePack, head: Conversation, event: CustomerEvent): Conversation {
  const atMs = event.occurredAtMs;
  const words = event.body?.type === 'text' ? event.body.text : '';
  const preview = previewOf({ type: 'text', text: `[意向评论] ${words}` });
  const isLast = atMs >= (head.lastMessage?.atMs ?? 0);
  return withHeldVisited({
    ...stirred(head),
    facts: factsAfterComment(pack, head.facts, { id: event.eventId, atMs }),
    unread: head.unread + 1,
    ...(isLast ? { lastMessage: { preview, atMs, from: 'customer' } } : {}),
  });
}

/** W3: the customer lets the account write of its own accord, or no more. */
export function withConsent(head: Conversation, { consent, occurredAtMs }: CustomerEvent): Conversation {
  if (!consent) return head;
  return withHeldVisited({ ...head, facts: factsAfterConsent(head.facts, { atMs: occurredAtMs, ...consent }) });
}
