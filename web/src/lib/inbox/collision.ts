import type { Colleague } from './presence.svelte.ts';
import type { ThreadLine } from './thread-merge.ts';

/** Why a person should look again before they send (I5): somebody else is at it, or has just been. */
export type Collision =
  | { readonly kind: 'typing'; readonly name: string }
  | { readonly kind: 'answered'; readonly name: string }
  | { readonly kind: 'assigned'; readonly memberId: string };

export interface CollisionFacts {
  readonly others: readonly Colleague[];
  readonly lines: readonly ThreadLine[];
  /** The last line there was when one began to write; undefined = nothing is written. */
  readonly begunAfterKey: string | undefined;
  readonly me: { readonly memberId: string; readonly name: string } | undefined;
  readonly assigneeId: string | undefined;
}

/**
 * What stands in the way of an answer, the worst first: a colleague's answer since one began, a colleague who is writing,
 * a conversation that is somebody else's. It warns once and holds nobody up: whoever sends again means it.
 */
export function collisionOf({ others, lines, begunAfterKey, me, assigneeId }: CollisionFacts): Collision | undefined {
  const answer =
    begunAfterKey === undefined
      ? undefined
      : lines.find(
          (line) =>
            line.key > begunAfterKey &&
            line.kind === 'message' &&
            line.direction === 'out' &&
            line.local === undefined &&
            (line.sender === 'phone-app' || (line.sender === 'operator' && line.senderName !== me?.name)),
        );
  if (answer) return { kind: 'answered', name: answer.senderName ?? '' };
  const writing = others.find((one) => one.typing);
  if (writing) return { kind: 'typing', name: writing.name };
  if (assigneeId !== undefined && assigneeId !== me?.memberId) return { kind: 'assigned', memberId: assigneeId };
  return undefined;
}
