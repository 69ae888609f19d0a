import type { MessageBody, MessageState, Sender } from './model.ts';
import type { ConversationKey } from './model-keys.ts';
import type { Basis } from './model-rules.ts';

/** Rows of ours in a thread, and why each was or was not sent. Times are epoch milliseconds (UTC). */

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
