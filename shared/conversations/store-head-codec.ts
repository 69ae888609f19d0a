import * as z from 'zod';
import type { ReplyRef } from './model.ts';
import type { Conversation } from './model-head.ts';
import { SEEN_CHARS } from './model-keys.ts';
import { platformOf } from './rules-account-id.ts';
import { decodeFacts, encodeFacts, StoredFacts } from './store-facts-codec.ts';
import {
  decodeInFlight,
  decodeOutbound,
  decodeRecent,
  encodeInFlight,
  encodeOutbound,
  encodeRecent,
  StoredFlight,
  StoredOutbound,
  StoredRecent,
} from './store-flight-codec.ts';

/**
 * The head as stored. It is written several times per message and a write is billed per KB, so it must stay within
 * one: names are one or two letters, lists of records are lists of tuples, and what repeats is left out. Facts and sends
 * have codecs of their own.
 */

const ms = z.number();

export const StoredHead = z.object({
  u: z.string(),
  n: z.string().optional(),
  av: z.string().optional(),
  ca: ms,
  la: ms,
  lm: z.object({ p: z.string(), t: ms, f: z.enum(['c', 'u']) }).optional(),
  ur: z.number().int(),
  wa: ms.optional(),
  f: StoredFacts,
  cr: z.string().optional(),
  mr: z.string().optional(),
  er: z.string().optional(),
  ep: z.number().int(),
  ap: ms.optional(),
  ho: z.object({ r: z.string(), t: ms }).optional(),
  bk: z.string().optional(),
  ad: z.object({ k: z.string().optional(), t: ms, s: ms }).optional(),
  ob: StoredOutbound.optional(),
  fl: StoredFlight.optional(),
  rc: z.array(StoredRecent).optional(),
  mf: z.literal(1).optional(),
  tg: z.array(z.string()).optional(),
  hc: z.literal(1).optional(),
  /** First entered, first spoke; 0 = not. */
  fi: z.tuple([ms, ms]).optional(),
  st: z.literal('closed').optional(),
  as: z.string().optional(),
  sz: ms.optional(),
  fo: ms.optional(),
  se: z.string().optional(),
  sr: ms.optional(),
  rt: z.literal(1).optional(),
  wk: ms.optional(),
});
export type StoredHead = z.infer<typeof StoredHead>;

/** What the entity's own attributes hold beside the document. */
export interface HeadFrame {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly accountId: string;
  readonly version: number;
}

/** Addresses longer than this stay on the customer's item. */
const MAX_AVATAR_CHARS = 80;

export function encodeHead(head: Conversation): StoredHead {
  const { messageRef, entryRef, lastMessage, handedOver, agentDue, outbound } = head;
  return {
    u: head.customerPlatformId,
    n: head.customerName,
    av:
      head.customerAvatarUrl && head.customerAvatarUrl.length <= MAX_AVATAR_CHARS ? head.customerAvatarUrl : undefined,
    ca: head.createdAtMs,
    la: head.lastActivityAtMs,
    lm: lastMessage && { p: lastMessage.preview, t: lastMessage.atMs, f: lastMessage.from === 'us' ? 'u' : 'c' },
    ur: head.unread,
    wa: head.waitingSinceMs,
    f: encodeFacts(head.facts),
    cr: messageRef?.conversationRef ?? entryRef?.conversationRef,
    mr: messageRef?.messageRef,
    er: entryRef?.messageRef,
    ep: head.epoch,
    ap: head.agentPausedUntilMs,
    ho: handedOver && { r: handedOver.reason, t: handedOver.atMs },
    bk: head.burstKey,
    ad: agentDue && {
      k: agentDue.burstKey === head.burstKey ? undefined : agentDue.burstKey,
      t: agentDue.atMs,
      s: agentDue.sinceMs,
    },
    ob: outbound && encodeOutbound(outbound),
    fl: head.inFlight && encodeInFlight(head.inFlight),
    rc: head.recent.length === 0 ? undefined : head.recent.map(encodeRecent),
    mf: flag(head.mutualFollow),
    tg: head.tags.length === 0 ? undefined : [...head.tags],
    hc: flag(head.hasContact),
    fi:
      head.enteredAtMs === undefined && head.spokeAtMs === undefined
        ? undefined
        : [head.enteredAtMs ?? 0, head.spokeAtMs ?? 0],
    st: head.status === 'closed' ? 'closed' : undefined,
    as: head.assigneeId,
    sz: head.snoozedUntilMs,
    fo: head.formAtMs,
    se: head.seen.length === 0 ? undefined : head.seen.join(''),
    sr: head.receivedToMs,
    rt: flag(head.hasRecalls === true),
    wk: head.workAtMs,
  };
}

const flag = (value: boolean): 1 | undefined => (value ? 1 : undefined);

/** @throws {z.ZodError} if the stored document is not a head: stored data is wrong, no customer can cause it. */
export function decodeHead(frame: HeadFrame, document: unknown): Conversation {
  const d = StoredHead.parse(document);
  return {
    tenantId: frame.tenantId,
    conversationId: frame.conversationId,
    accountId: frame.accountId,
    version: frame.version,
    platform: platformOf(frame.accountId),
    customerPlatformId: d.u,
    createdAtMs: d.ca,
    lastActivityAtMs: d.la,
    unread: d.ur,
    facts: decodeFacts(d.f),
    epoch: d.ep,
    recent: (d.rc ?? []).map(decodeRecent),
    mutualFollow: d.mf === 1,
    tags: d.tg ?? [],
    hasContact: d.hc === 1,
    status: d.st ?? 'open',
    seen: (d.se ?? '').match(new RegExp(`.{1,${SEEN_CHARS}}`, 'g')) ?? [],
    ...decodeOptional(d),
  };
}

function decodeOptional(d: StoredHead): Partial<Conversation> {
  const ref = (messageRef: string): ReplyRef => ({
    messageRef,
    ...(d.cr === undefined ? {} : { conversationRef: d.cr }),
  });
  return {
    ...(d.n === undefined ? {} : { customerName: d.n }),
    ...(d.av === undefined ? {} : { customerAvatarUrl: d.av }),
    ...(d.lm ? { lastMessage: { preview: d.lm.p, atMs: d.lm.t, from: d.lm.f === 'u' ? 'us' : 'customer' } } : {}),
    ...(d.wa === undefined ? {} : { waitingSinceMs: d.wa }),
    ...(d.mr === undefined ? {} : { messageRef: ref(d.mr) }),
    ...(d.er === undefined ? {} : { entryRef: ref(d.er) }),
    ...(d.ap === undefined ? {} : { agentPausedUntilMs: d.ap }),
    ...(d.ho ? { handedOver: { reason: d.ho.r, atMs: d.ho.t } } : {}),
    ...(d.bk === undefined ? {} : { burstKey: d.bk }),
    ...(d.ad ? { agentDue: { burstKey: d.ad.k ?? d.bk ?? '', atMs: d.ad.t, sinceMs: d.ad.s } } : {}),
    ...(d.ob ? { outbound: decodeOutbound(d.ob) } : {}),
    ...(d.fl ? { inFlight: decodeInFlight(d.fl, d.rc ?? []) } : {}),
    ...(d.fi?.[0] ? { enteredAtMs: d.fi[0] } : {}),
    ...(d.fi?.[1] ? { spokeAtMs: d.fi[1] } : {}),
    ...(d.as === undefined ? {} : { assigneeId: d.as }),
    ...(d.sz === undefined ? {} : { snoozedUntilMs: d.sz }),
    ...(d.fo === undefined ? {} : { formAtMs: d.fo }),
    ...(d.sr === undefined ? {} : { receivedToMs: d.sr }),
    ...(d.rt === 1 ? { hasRecalls: true as const } : {}),
    ...(d.wk === undefined ? {} : { workAtMs: d.wk }),
  };
}
