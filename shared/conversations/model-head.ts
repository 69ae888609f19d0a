import type { Platform, ReplyRef } from './model.ts';
import type { ConversationKey } from './model-keys.ts';
import type { WindowFacts } from './model-rules.ts';

/** A conversation's head and what it keeps of sends and debts. Times are epoch milliseconds (UTC). */

/** A message of ours that left, kept on the head until echoes can no longer arrive: who is it the echo of? */
export interface RecentSend {
  readonly messageId: string;
  /** Place of its row in the thread: with the id, the row's key. */
  readonly rowAtMs: number;
  /** Fingerprint of the platform's id, once known. */
  readonly platformHash?: string;
  /** Fingerprint of the body, for echoes that carry another id. */
  readonly fingerprint: string;
  /** When it was claimed. */
  readonly atMs: number;
  /** Set while nobody knows whether the platform took it (W9). */
  readonly unknown?: true;
  /** W7: beside `unknown`, the answer to a comment: that it was taken proves nothing of first contact (W4). */
  readonly answersComment?: true;
}

/** A claimed send: the platform is being called, or was when its sender died. */
export interface InFlight {
  /** Names this claim: a writer whose answer was lost recognises its own. */
  readonly claimId: string;
  readonly messageId: string;
  readonly rowAtMs: number;
  readonly fingerprint: string;
  readonly claimedAtMs: number;
  /** Nobody asked for it by hand: a person's step waits until it is settled (G8). */
  readonly automated: boolean;
  /** How to give the right back if the platform provably took nothing. */
  readonly grant: SpentGrant;
}

export interface SpentGrant {
  readonly rule: string;
  /** W1: which entry. */
  readonly entryKey?: string;
  /** W3: which touch. */
  readonly touchAtMs?: number;
  /** W7: which comment. */
  readonly commentId?: string;
  readonly kind: 'text' | 'other';
  /** The instant it was counted at. */
  readonly sentAtMs: number;
}

/** What the agent owes: an answer to the burst that ended with this event (G9). The key begins with the burst's time. */
export interface AgentDue {
  readonly burstKey: string;
  readonly atMs: number;
  /** When the burst began: the wait for more is bounded by it. */
  readonly sinceMs: number;
}

/** Rows that may still have to leave: `fromMs` bounds the search, `mark` rises whenever a sender should look again. */
export interface OutboundOwed {
  readonly fromMs: number;
  readonly mark: number;
  /** Back-off after a throttled send: nobody looks before. */
  readonly notBeforeMs?: number;
  readonly attempts?: number;
  /** Its slot in the account's pace; 0 = it waits without one. */
  readonly slotMs?: number;
  /** W8: when somebody must look at what is held: its first deadline or known next chance; absent = none is held. */
  readonly heldUntilMs?: number;
}

/**
 * The conversation's head: the one serialisation point. Every change of a conversation's state is a conditional
 * write on `version`.
 */
export interface Conversation extends ConversationKey {
  readonly accountId: string;
  readonly platform: Platform;
  readonly customerPlatformId: string;
  readonly customerName?: string;
  readonly customerAvatarUrl?: string;
  readonly version: number;
  readonly createdAtMs: number;
  /** Newest event of the customer or act of a person; automated answers do not move a row of the inbox. */
  readonly lastActivityAtMs: number;
  readonly lastMessage?: { readonly preview: string; readonly atMs: number; readonly from: 'customer' | 'us' };
  readonly unread: number;
  readonly waitingSinceMs?: number;
  readonly facts: WindowFacts;
  /** Newest references that grant a reply: to a message (W2, W6) and to an entry (W1, W4). */
  readonly messageRef?: ReplyRef;
  readonly entryRef?: ReplyRef;
  /** G8: rises whenever a person takes over or hands back. */
  readonly epoch: number;
  readonly agentPausedUntilMs?: number;
  readonly handedOver?: { readonly reason: string; readonly atMs: number };
  /** Key of the customer message applied last: an answer to an older burst does not leave (INV6). */
  readonly burstKey?: string;
  readonly agentDue?: AgentDue;
  readonly outbound?: OutboundOwed;
  readonly inFlight?: InFlight;
  readonly recent: readonly RecentSend[];
  readonly mutualFollow: boolean;
  readonly tags: readonly string[];
  readonly hasContact: boolean;
  /** B1: when the customer first opened the message page, and first spoke; absent = not yet, or before this was kept. */
  readonly enteredAtMs?: number;
  readonly spokeAtMs?: number;
  readonly status: 'open' | 'closed';
  /** I5: the member who answers; absent = nobody yet. */
  readonly assigneeId?: string;
  /** I1: out of the way until then, or until the customer speaks. */
  readonly snoozedUntilMs?: number;
  /** When the customer last submitted a form or lead card: evidence for lead records that name no thread (K6). */
  readonly formAtMs?: number;
  /** Short hashes of the events applied last: a repeated stream record changes nothing. */
  readonly seen: readonly string[];
  /** Something was taken back: the rows that say so stand before the thread, whoever reads a part of it asks for them (INV17). */
  readonly hasRecalls?: true;
  /** When the newest of the events applied reached us: what came long before is a repeat, whatever `seen` forgot. */
  readonly receivedToMs?: number;
  /** Since when something is owed; the sweeper's index. */
  readonly workAtMs?: number;
}
