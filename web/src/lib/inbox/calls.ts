import type { ConversationView } from '../contracts.ts';

/** Why a conversation calls for the one who looks at this console: it is theirs now, or its customer spoke. */
export type Call = 'assigned' | 'message';

export interface Called {
  readonly memberId: string;
  readonly nowMs: number;
  /** Whether it was theirs before this, as far as the counts know; undefined = nobody counted that far. */
  readonly wasMine: boolean | undefined;
}

/** A message older than this, in a conversation not heard of before, is no news. */
const FRESH_MS = 60_000;
const MOST_KNOWN = 5_000;

/** What is told once of the conversations that are one's own, whatever comes twice. */
export class Calls {
  readonly #known = new Map<string, { readonly isMine: boolean; readonly saidAtMs: number }>();

  /** Notes a conversation as it is now; answers why it calls, if it does. */
  of(now: ConversationView, { memberId, nowMs, wasMine }: Called): Call | undefined {
    const known = this.#known.get(now.id);
    // Closed, it is still theirs: the customer's next word opens it for them.
    const isMine = now.assigneeId === memberId;
    const last = now.lastMessage?.from === 'customer' && now.unread > 0 ? now.lastMessage.atMs : 0;
    const heardAtMs = known?.saidAtMs ?? nowMs - FRESH_MS;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(now.id, { isMine, saidAtMs: Math.max(last, heardAtMs) });
    if (!isMine) return undefined;
    if ((known?.isMine ?? wasMine) === false) return 'assigned';
    return last > heardAtMs ? 'message' : undefined;
  }
}
