import type { Conversation, RecentSend } from './model-head.ts';
import type { StoredEvent } from './model-items.ts';
import type { Message } from './model-messages.ts';
import type { Standing } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';

/** What events are applied with, what comes of them, and which of them come too late or too early to mean anything. */

/** What the rules must know of the account. */
export interface ApplyAccount {
  readonly hosted: boolean;
  readonly standing: Omit<Standing, 'mutualFollow'>;
  readonly mode: 'full-auto' | 'assist' | 'off';
  readonly agent: { readonly gatherSeconds: number; readonly pauseAfterHumanMinutes: number } | undefined;
  readonly welcome: readonly string[];
}

export interface ApplyContext {
  readonly pack: RulePack;
  readonly account: ApplyAccount;
  readonly nowMs: number;
}

/** A head with what must be stored beside it. */
export interface Applied {
  readonly head: Conversation;
  /** T1: rows to create; their ids follow from the entry. */
  readonly welcome: readonly Message[];
  /** W9: sends that an echo proves. */
  readonly proven: readonly { readonly send: RecentSend; readonly platformMessageId: string }[];
}

/** SEC4: an event that reached us later than this after it happened is recorded and triggers nothing. */
export const STALE_AFTER_MS = 10 * 60_000;
/** As much of a clock's error as is believed: an event from further in the future opens no window. */
const FUTURE_MS = 10 * 60_000;
/** Where no agent says how long a person's reply silences automation. */
export const DEFAULT_PAUSE_MINUTES = 30;
export const isStale = (stored: StoredEvent): boolean =>
  stored.receivedAtMs - stored.event.occurredAtMs > STALE_AFTER_MS;
export const isFuture = (stored: StoredEvent, nowMs: number): boolean => stored.event.occurredAtMs - nowMs > FUTURE_MS;
