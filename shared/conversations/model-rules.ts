import type { ContentType, Sender } from './model.ts';

/** The window engine's words (product.md section 4). Times are epoch milliseconds (UTC). */

/**
 * Facts the windows depend on, kept on the conversation's head and shown to consoles (WindowFactsView), which
 * evaluate them with the very engine the sender uses. What can no longer matter is dropped by rules-facts.ts.
 */
export interface WindowFacts {
  /** Platform time of the customer's newest message. */
  readonly lastCustomerMessageAtMs?: number | undefined;
  /** Entries that may grant (W1), oldest first; `spent` counts messages handed out under each. */
  readonly entries: readonly { readonly key: string; readonly atMs: number; readonly spent: number }[];
  /** The customer's first entry (W4). */
  readonly firstEnteredAtMs?: number | undefined;
  readonly follows: boolean;
  /** The entry that told `follows`, where it is newer than the first one. */
  readonly followsAtMs?: number | undefined;
  /** What left the account before the customer ever spoke (W4). */
  readonly beforeSpeech: readonly EarlySend[];
  readonly everSent: boolean;
  /** First message that left the account to this customer; W4 needs it to be no older than the entry. */
  readonly firstSentAtMs?: number | undefined;
  readonly sentSinceCustomerMessage: number;
  /** W11: what lately left elsewhere under no right that was known: an entry told late may have granted it (W1). */
  readonly strayAtMs?: readonly number[] | undefined;
  /** W3a: the platform closed every grant that rests on acts of the customer up to here. */
  readonly closedByPlatformAtMs?: number | undefined;
  /** W3: the customer let the account write on its own account; what the day's touch has used of it. */
  readonly consent?: Consent | undefined;
  /** W7: intent comments that may still be answered, oldest first. */
  readonly comments?: readonly IntentComment[] | undefined;
}

export interface EarlySend {
  readonly atMs: number;
  readonly kind: 'text' | 'other';
  /** Spent, and nobody knows yet whether the platform took it (W9): it fills its place and opens no further one. */
  readonly unproven?: true | undefined;
}

export interface Consent {
  /** When it was given, prolonged or taken back. */
  readonly atMs: number;
  /** First instant at which it holds no more; absent = until it is taken back. */
  readonly untilMs?: number | undefined;
  /** First message of the newest touch; `spent` counts the messages of that touch. */
  readonly touchAtMs?: number | undefined;
  readonly spent: number;
}

export interface IntentComment {
  /** The platform's id of the comment: what a reply quotes. */
  readonly id: string;
  readonly atMs: number;
  readonly repliedAtMs?: number | undefined;
}

/** What an account may do, beside the windows: its kind and platform standing (A3), and the customer's mutual follow. */
export interface Standing {
  readonly kind: 'enterprise' | 'staff';
  readonly highWeight: boolean;
  readonly adSpend30dYuan: number;
  readonly mutualFollow: boolean;
}

/** What a right to send rests on. */
export type Occasion = 'reply' | 'entry' | 'first-contact' | 'proactive' | 'comment';

export interface Candidate {
  /** Undefined = a body no matrix knows: never sendable. */
  readonly contentType: ContentType | undefined;
  readonly sender: Sender;
  /** W7: the comment it quotes. */
  readonly quotes?: string | undefined;
}

export interface Allowed {
  readonly kind: 'allowed';
  readonly rule: string;
  /** Last instant (exclusive) at which it may be handed to the platform, margin included (W13); absent = no limit. */
  readonly untilMs?: number;
  /** Messages left in the grant, this one included; absent = unlimited. */
  readonly left?: number;
  /** W1: the entry whose grant is used. */
  readonly entryKey?: string;
  /** W3: the touch that is used, named by its first message. */
  readonly touchAtMs?: number;
  /** W7: the comment that is answered. */
  readonly commentId?: string;
  /** Which right the platform is told: another scene for an entry than for a reply. */
  readonly occasion: Occasion;
}

export interface Refused {
  readonly kind: 'refused';
  readonly rule: string;
  /** Dotted stable code; consoles translate it. */
  readonly code: RefusalCode;
  readonly nextChanceMs?: number;
}

export type Verdict = Allowed | Refused;

export type RefusalCode =
  /** C1: the matrix offers this account no such message. */
  | 'capability.not-sendable'
  /** C1: only with mutual follow. */
  | 'capability.needs-mutual-follow'
  /** A3: the account's recent ad spend is below the platform's gate. */
  | 'account.spend-gate'
  /** W3: no window is open. */
  | 'window.closed'
  /** W3a. */
  | 'window.closed-by-platform'
  /** The grant's messages are used up. */
  | 'window.quota-used'
  /** W4: a text comes first. */
  | 'window.text-first'
  /** W4, W9: whether the first text arrived is not known; only another text is right either way. */
  | 'window.text-unproven'
  /** W7: a comment is answered with a text. */
  | 'window.text-only'
  /** W4: the second message needs a high account weight. */
  | 'window.needs-weight';

/** Why the gate lets a message not go though no matrix and no window refuses it. */
export type GateCode = BarrierCode | ObstacleCode;

/** Decided before the windows are asked. */
export type BarrierCode =
  /** A person ended it (W8). */
  | 'message.cancelled'
  /** A person has touched the conversation since it was planned (G8). */
  | 'takeover.fenced'
  /** The customer has written since (G9). */
  | 'burst.superseded'
  | 'deadline.passed'
  | 'account.unhosted'
  | 'account.needs-authorization'
  | 'account.awaiting-binding'
  | 'message.empty'
  /** I7: not yet due. */
  | 'schedule.later';

/** What stands in the way of a message that the windows let go. */
export type ObstacleCode =
  /** W8: something planned before it in its line waits. */
  | 'order.behind-held'
  /** The platform has just said that the account may send nothing. */
  | 'account.barred'
  /** No living token. */
  | 'account.needs-authorization'
  /** Nothing is known that the platform could be pointed at. */
  | 'window.no-reference';

/**
 * What stood in the way of a message beside the windows, as far as it decided: the rest was as the message wanted it.
 */
export interface GateFacts {
  /** G8: the conversation's epoch, where it was no longer the message's. */
  readonly epoch?: number | undefined;
  /** G9: the burst that an agent answers, where it was another one; empty = none. */
  readonly burstKey?: string | undefined;
  /** A4, A5: where it was not `hosted`. */
  readonly account?: 'gone' | 'unhosted' | 'needs-authorization' | 'awaiting-binding' | undefined;
  readonly obstacle?: ObstacleCode | 'message.cancelled' | undefined;
}

/** What a decision rests on (Z1). */
export interface Basis {
  readonly facts: WindowFacts;
  /** Absent = the tenant hosts no such account. */
  readonly standing?: Standing;
  /** Absent = nothing stood in the way. */
  readonly gate?: GateFacts;
}

/** The gate's answer: the windows', or what stands in the way beside them. */
export type GateVerdict = Allowed | RefusedByGate;
export type RefusedByGate = Omit<Refused, 'code'> & { readonly code: RefusalCode | GateCode };
