import type { CustomerEvent } from './model.ts';
import type { Conversation, RecentSend } from './model-head.ts';
import { bodyFingerprint, fingerprint } from './rules-fingerprint.ts';

/** What an echo of a message in the account's thread is (W11). */
export type EchoMatch =
  /** One of ours, settled or being settled: nothing to do. */
  | { readonly kind: 'ours' }
  /** Proves that a send of unknown outcome was taken (W9). */
  | { readonly kind: 'settles'; readonly send: RecentSend }
  /** Sent elsewhere: by a person in the phone app, or by the platform. */
  | { readonly kind: 'foreign'; readonly byPerson: boolean };

/** An echo of an unknown send carries the platform's own time; clocks and queues move it by this much at most. */
const NEAR_MS = 2 * 60_000;
/** Sends are remembered until their echoes have come: ten minutes, and the newest few. */
export const RECENT_LIFE_MS = 10 * 60_000;
const MAX_RECENT = 6;

/** The id under which the platform echoes and recalls a message. */
export const platformIdOf = (event: CustomerEvent): string => event.refersTo ?? event.eventId;

/**
 * Matches an echo by the platform's id, else by text and time where our send has no id yet: one whose outcome is
 * unknown, or whose answer is still awaited (F5). Where the platform says that our application sent it, the text alone
 * is enough, because its id may differ from the one the send call gave.
 */
export function matchEcho(head: Conversation, event: CustomerEvent): EchoMatch {
  const hash = fingerprint(platformIdOf(event));
  if (head.recent.some((send) => send.platformHash === hash)) return { kind: 'ours' };
  const foreign: EchoMatch = { kind: 'foreign', byPerson: event.sentByUs !== true };
  if (event.sentByUs === false || !event.body) return foreign;
  const print = bodyFingerprint(event.body);
  const near = nearestSend(head, print, event.occurredAtMs);
  if (near?.unknown) return { kind: 'settles', send: near };
  if (near && near.messageId === head.inFlight?.messageId) return { kind: 'ours' };
  const known = near !== undefined && event.sentByUs === true;
  return known ? { kind: 'ours' } : foreign;
}

/**
 * The send of this content that lies nearest to a moment of the platform's: of several pictures, whose echoes all look
 * alike, an echo is of the one that left when it says (W9). One that is settled under its own id is looked at last.
 */
export function nearestSend(head: Conversation, print: string, atMs: number): RecentSend | undefined {
  const far = (send: RecentSend): number => Math.abs(atMs - send.atMs);
  const alike = head.recent.filter((send) => send.fingerprint === print && far(send) <= NEAR_MS);
  const open = alike.filter((send) => send.platformHash === undefined);
  return (open.length > 0 ? open : alike).toSorted((a, b) => far(a) - far(b))[0];
}

/** They go with age; one in flight stays, however long its sender takes. */
export function recentSends(head: Conversation, nowMs: number): readonly RecentSend[] {
  const flying = head.inFlight?.messageId;
  const kept = head.recent.filter((send) => nowMs - send.atMs < RECENT_LIFE_MS || send.messageId === flying);
  return kept.filter((send, index) => kept.length - index <= MAX_RECENT || send.messageId === flying);
}
