import type { Stage } from '../customers/rules-stage.ts';
import type { CustomerEvent, MessageBody, MessageState, Platform, ReplyRef, Sender, Source } from './model.ts';
import type { Basis, WindowFacts } from './model-rules.ts';

/** What a conversation's partition holds, as use cases see it. Times are epoch milliseconds (UTC). */

/** Names a conversation; its tenant leads every key (SEC10). */
export interface ConversationKey {
  readonly tenantId: string;
  readonly conversationId: string;
}

/** An event of the log. `key` is its sort key (`m#ms#e_hash`): it orders the thread and is the duplicate guard. */
export interface StoredEvent extends ConversationKey {
  readonly accountId: string;
  readonly key: string;
  readonly event: CustomerEvent;
  /** When the webhook came: an event that came ten minutes late triggers nothing (SEC4). */
  readonly receivedAtMs: number;
}

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

/** Model usage of the call behind a row (G7). */
export interface Usage {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly simulated: boolean;
}

/** Why a message was or was not sent (Z1): the gate's answer with what it was based on. */
export interface Trace {
  /** Rule pack that decided. */
  readonly pack: string;
  readonly rule: string;
  readonly verdict: TraceVerdict;
  readonly decidedAtMs: number;
  /** Hash of the facts the gate used. */
  readonly factsHash: string;
  /** Fingerprint of what the pack said then (W12); absent only in rows older than its keeping. */
  readonly packHash?: string;
  /** The facts themselves; absent in rows older than their keeping, and where they died with a sender. */
  readonly basis?: Basis;
}

export type TraceVerdict =
  | { readonly kind: 'allowed'; readonly rule: string; readonly untilMs?: number; readonly left?: number }
  | { readonly kind: 'refused'; readonly rule: string; readonly code: string; readonly nextChanceMs?: number };

/** What people did with a conversation, as its thread tells it (I5). */
export interface Activity {
  readonly what: 'assigned' | 'unassigned' | 'snoozed' | 'woken' | 'closed' | 'reopened';
  /** Whom it was assigned to. */
  readonly memberId?: string;
  /** `snoozed`: until when. */
  readonly untilMs?: number;
}

/** A row of ours in the thread: a message with its delivery, a hand-over, an internal note, or what people did. */
export interface Message extends ConversationKey {
  readonly accountId: string;
  readonly messageId: string;
  /** Place in the thread; part of the key. */
  readonly atMs: number;
  readonly kind: 'message' | 'handed-over' | 'note' | 'activity';
  readonly sender: Sender;
  /** Member or agent. */
  readonly senderId?: string;
  readonly body?: MessageBody;
  readonly state: MessageState;
  /** Epoch it was planned under (G8). */
  readonly epoch: number;
  /** Agent: the burst it answers. */
  readonly burstKey?: string;
  /** W8: not sent by then = expired. */
  readonly deadlineMs: number;
  readonly settledAtMs?: number;
  readonly platformMessageId?: string;
  readonly failure?: { readonly code: string; readonly detail?: string };
  readonly trace?: Trace;
  readonly usage?: Usage;
  /** `handed-over`: the reason; `note`: its text, which never leaves the platform. */
  readonly note?: string;
  /** `note`: colleagues it calls for. */
  readonly mentions?: readonly string[];
  readonly activity?: Activity;
  /** I7: not to be sent before this instant; absent = at once. */
  readonly sendAtMs?: number;
  readonly recalledAtMs?: number;
  /** W8: a person asked for it out of turn: what is held before it does not hold it up. */
  readonly releasedAtMs?: number;
  /** How often a person changed its text; absent = never. Guards a change against a write of an older reading. */
  readonly edits?: number;
}

/** Contact as stored: sealed values and what may be shown to everyone. */
export interface SealedContact {
  readonly phoneSealed?: string;
  readonly phoneMasked?: string;
  readonly phoneFlaw?: ContactFlaw;
  readonly wechatSealed?: string;
  readonly wechatMasked?: string;
  readonly wechatFlaw?: ContactFlaw;
  readonly name?: string;
  readonly city?: string;
}

/** Why a value is not whole: the platform hid a part of it, or it is no number or id at all (K5). */
export type ContactFlaw = 'masked' | 'invalid';

export interface Customer extends ConversationKey {
  readonly accountId: string;
  readonly platform: Platform;
  readonly customerPlatformId: string;
  readonly name: string;
  readonly avatarUrl?: string;
  readonly source?: Source;
  readonly firstSeenAtMs: number;
  readonly remark: string;
  readonly tags: readonly string[];
  readonly mutualFollow: boolean;
  /** K3; absent = nobody has said. */
  readonly stage?: Stage;
  readonly contact?: SealedContact;
}

/** A captured contact (K5). One per conversation; the indexes find the same number or WeChat id without opening it. */
export interface Lead extends ConversationKey {
  readonly accountId: string;
  readonly platform: Platform;
  readonly leadId: string;
  readonly customerName: string;
  readonly contact: SealedContact;
  readonly phoneIndex?: string;
  readonly wechatIndex?: string;
  readonly source?: Source;
  /** When it first had what reaches somebody; before that, when it came. */
  readonly capturedAtMs: number;
  readonly state: 'new' | 'contacted' | 'friend' | 'lost';
  /** Who moved it to its state, and when; absent = it is as it came. */
  readonly stateBy?: string;
  readonly stateAtMs?: number;
  /** The member who follows it. */
  readonly ownerId?: string;
}

/** A lead record that matches no conversation clearly (K6): it waits, it is never guessed. */
export interface LeadRecord {
  readonly tenantId: string;
  readonly accountId: string;
  readonly recordId: string;
  readonly nickName?: string;
  readonly contact: SealedContact;
  readonly source?: Source;
  readonly submittedAtMs: number;
  /** Best candidates with their scores, for a person to decide. */
  readonly candidates: readonly { readonly conversationId: string; readonly score: number }[];
  /** Set once it was clear whose it is. */
  readonly matchedConversationId?: string;
  /** Conversations that a person said it is not of. */
  readonly rejected?: readonly string[];
  /** A person decided: whose it is, or that it is nobody's here. */
  readonly decided?: { readonly by: string; readonly atMs: number };
}

/** One row of the thread as read from the table. */
export type ThreadRow =
  | { readonly row: 'event'; readonly key: string; readonly event: CustomerEvent }
  | { readonly row: 'message'; readonly key: string; readonly message: Message };

/** A conversation with what its partition holds beside it; `rows` are in thread order (oldest first). */
export interface ConversationRecord {
  readonly conversation: Conversation;
  readonly customer?: Customer;
  readonly lead?: Lead;
  readonly rows: readonly ThreadRow[];
}
