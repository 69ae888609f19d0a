import * as z from 'zod';
import type { InFlight, OutboundOwed, RecentSend } from './model-head.ts';

/** What a head keeps of its sends – owed, in flight, just left – in as few bytes as it takes (store-head-codec.ts says why). */

const ms = z.number();
const Grant = z.object({
  r: z.string(),
  e: z.string().optional(),
  k: z.enum(['t', 'o']),
  s: ms.optional(),
  t: ms.optional(),
  c: z.string().optional(),
});

/** What is being sent: the claim, beside what `StoredRecent` tells of the same message. */
export const StoredFlight = z.object({ id: z.string(), i: z.string(), a: z.literal(1).optional(), g: Grant });
type StoredFlight = z.infer<typeof StoredFlight>;

/**
 * Id, place, fingerprint, when claimed, hash of the platform's id or nothing, and what is not known: 0 = nothing, 1 = whether
 * it left, 2 = the same of an answer to a comment.
 */
export const StoredRecent = z.tuple([z.string(), ms, z.string(), ms, z.string(), z.literal([0, 1, 2])]);
type StoredRecent = z.infer<typeof StoredRecent>;

export const StoredOutbound = z.object({
  f: ms,
  m: z.number(),
  n: ms.optional(),
  a: z.number().optional(),
  h: ms.optional(),
  s: ms.optional(),
});
type StoredOutbound = z.infer<typeof StoredOutbound>;

export const encodeOutbound = (outbound: OutboundOwed): StoredOutbound => ({
  f: outbound.fromMs,
  m: outbound.mark,
  n: outbound.notBeforeMs,
  a: outbound.attempts,
  h: outbound.heldUntilMs,
  s: outbound.slotMs,
});

export const decodeOutbound = (ob: StoredOutbound): OutboundOwed => ({
  fromMs: ob.f,
  mark: ob.m,
  ...(ob.n === undefined ? {} : { notBeforeMs: ob.n }),
  ...(ob.a === undefined ? {} : { attempts: ob.a }),
  ...(ob.h === undefined ? {} : { heldUntilMs: ob.h }),
  ...(ob.s === undefined ? {} : { slotMs: ob.s }),
});

export const encodeRecent = (sent: RecentSend): StoredRecent => [
  sent.messageId,
  sent.rowAtMs,
  sent.fingerprint,
  sent.atMs,
  sent.platformHash ?? '',
  sent.unknown ? (sent.answersComment ? 2 : 1) : 0,
];

export const decodeRecent = ([messageId, rowAtMs, fingerprint, atMs, hash, unknown]: StoredRecent): RecentSend => ({
  messageId,
  rowAtMs,
  fingerprint,
  atMs,
  ...(hash === '' ? {} : { platformHash: hash }),
  ...(unknown === 0 ? {} : { unknown: true as const }),
  ...(unknown === 2 ? { answersComment: true as const } : {}),
});

export const encodeInFlight = (flight: InFlight): StoredFlight => ({
  id: flight.claimId,
  i: flight.messageId,
  a: flight.automated ? 1 : undefined,
  g: {
    r: flight.grant.rule,
    e: flight.grant.entryKey,
    k: flight.grant.kind === 'text' ? 't' : 'o',
    s: flight.grant.sentAtMs === flight.claimedAtMs ? undefined : flight.grant.sentAtMs,
    t: flight.grant.touchAtMs,
    c: flight.grant.commentId,
  },
});

/** A claimed send is among the recent ones from its claim on; what both tell is stored once. */
export function decodeInFlight(fl: StoredFlight, recent: readonly StoredRecent[]): InFlight {
  const sent = recent.find(([messageId]) => messageId === fl.i);
  if (!sent) throw new RangeError('a send in flight is not among the recent ones');
  const [, rowAtMs, fingerprint, claimedAtMs] = sent;
  return {
    claimId: fl.id,
    messageId: fl.i,
    rowAtMs,
    fingerprint,
    claimedAtMs,
    automated: fl.a === 1,
    grant: {
      rule: fl.g.r,
      kind: fl.g.k === 't' ? 'text' : 'other',
      sentAtMs: fl.g.s ?? claimedAtMs,
      ...(fl.g.e === undefined ? {} : { entryKey: fl.g.e }),
      ...(fl.g.t === undefined ? {} : { touchAtMs: fl.g.t }),
      ...(fl.g.c === undefined ? {} : { commentId: fl.g.c }),
    },
  };
}
