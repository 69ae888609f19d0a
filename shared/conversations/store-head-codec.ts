import * as z from 'zod';
import type { Platform, ReplyRef } from './model.ts';
import type { Conversation, InFlight, RecentSend } from './model-head.ts';
import { SEEN_CHARS } from './model-keys.ts';
import type { Consent, EarlySend, WindowFacts } from './model-rules.ts';

/**
 * The head as stored. It is written several times per message and a write is billed per KB, so it must stay within
 * one: names are one or two letters, lists of records are lists of tuples, and what repeats is left out.
 */

const ms = z.number();
/** Text or other; a capital = nobody knows yet whether the platform took it. */
const Early = z.tuple([ms, z.enum(['t', 'o', 'T', 'O'])]);
const Grant = z.object({
  r: z.string(),
  e: z.string().optional(),
  k: z.enum(['t', 'o']),
  s: ms.optional(),
  t: ms.optional(),
  c: z.string().optional(),
});

export const StoredFacts = z.object({
  l: ms.optional(),
  e: z.array(z.tuple([z.string(), ms, z.number()])).optional(),
  f: ms.optional(),
  w: z.literal(1).optional(),
  v: ms.optional(),
  b: z.array(Early).optional(),
  s: ms.optional(),
  o: z.literal(1).optional(),
  n: z.number().optional(),
  x: ms.optional(),
  y: z.array(ms).optional(),
  /** Consent: given, until, touch, spent; 0 = none. */
  p: z.tuple([ms, ms, ms, z.number()]).optional(),
  /** Comments: id, left, answered; 0 = not. */
  c: z.array(z.tuple([z.string(), ms, ms])).optional(),
});

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
  ob: z
    .object({ f: ms, m: z.number(), n: ms.optional(), a: z.number().optional(), h: ms.optional(), s: ms.optional() })
    .optional(),
  fl: z.object({ id: z.string(), i: z.string(), a: z.literal(1).optional(), g: Grant }).optional(),
  rc: z.array(z.tuple([z.string(), ms, z.string(), ms, z.string(), z.literal([0, 1, 2])])).optional(),
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

const PLATFORMS: Readonly<Record<string, Platform>> = { dy: 'douyin', xhs: 'xiaohongshu' };

/** The platform is the first part of an account's id. @throws {RangeError} for an id of no known platform. */
export function platformOf(accountId: string): Platform {
  const platform = PLATFORMS[accountId.split('_', 1)[0] ?? ''];
  if (!platform) throw new RangeError(`account id ${accountId} names no platform`);
  return platform;
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
    ob: outbound && {
      f: outbound.fromMs,
      m: outbound.mark,
      n: outbound.notBeforeMs,
      a: outbound.attempts,
      h: outbound.heldUntilMs,
      s: outbound.slotMs,
    },
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
const some = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list]);

/** Facts as heads and traces store them. */
export const encodeFacts = (facts: WindowFacts): StoredHead['f'] => ({
  l: facts.lastCustomerMessageAtMs,
  e: some(facts.entries.map((entry) => [entry.key, entry.atMs, entry.spent])),
  f: facts.firstEnteredAtMs,
  w: flag(facts.follows),
  v: facts.followsAtMs,
  b: some(facts.beforeSpeech.map(encodeEarly)),
  s: facts.firstSentAtMs,
  o: flag(facts.everSent && facts.firstSentAtMs === undefined),
  n: facts.sentSinceCustomerMessage || undefined,
  x: facts.closedByPlatformAtMs,
  y: some(facts.strayAtMs ?? []),
  p: facts.consent && encodeConsent(facts.consent),
  c: some((facts.comments ?? []).map(({ id, atMs, repliedAtMs }) => [id, atMs, repliedAtMs ?? 0])),
});

const encodeEarly = ({ atMs, kind, unproven }: EarlySend): z.infer<typeof Early> => {
  if (unproven) return [atMs, kind === 'text' ? 'T' : 'O'];
  return [atMs, kind === 'text' ? 't' : 'o'];
};

const encodeConsent = ({ atMs, untilMs, touchAtMs, spent }: Consent): [number, number, number, number] => [
  atMs,
  untilMs ?? 0,
  touchAtMs ?? 0,
  spent,
];

const encodeInFlight = (flight: InFlight): NonNullable<StoredHead['fl']> => ({
  id: flight.claimId,
  i: flight.messageId,
  a: flag(flight.automated),
  g: {
    r: flight.grant.rule,
    e: flight.grant.entryKey,
    k: flight.grant.kind === 'text' ? 't' : 'o',
    s: flight.grant.sentAtMs === flight.claimedAtMs ? undefined : flight.grant.sentAtMs,
    t: flight.grant.touchAtMs,
    c: flight.grant.commentId,
  },
});

const encodeRecent = (sent: RecentSend): NonNullable<StoredHead['rc']>[number] => [
  sent.messageId,
  sent.rowAtMs,
  sent.fingerprint,
  sent.atMs,
  sent.platformHash ?? '',
  sent.unknown ? (sent.answersComment ? 2 : 1) : 0,
];

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
    recent: (d.rc ?? []).map(([messageId, rowAtMs, print, atMs, hash, unknown]) => ({
      messageId,
      rowAtMs,
      fingerprint: print,
      atMs,
      ...(hash === '' ? {} : { platformHash: hash }),
      ...(unknown === 0 ? {} : { unknown: true as const }),
      ...(unknown === 2 ? { answersComment: true as const } : {}),
    })),
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

export const decodeFacts = (f: StoredHead['f']): WindowFacts => ({
  entries: (f.e ?? []).map(([key, atMs, spent]) => ({ key, atMs, spent })),
  follows: f.w === 1,
  beforeSpeech: (f.b ?? []).map(decodeEarly),
  everSent: f.s !== undefined || f.o === 1,
  sentSinceCustomerMessage: f.n ?? 0,
  ...(f.l === undefined ? {} : { lastCustomerMessageAtMs: f.l }),
  ...(f.f === undefined ? {} : { firstEnteredAtMs: f.f }),
  ...(f.s === undefined ? {} : { firstSentAtMs: f.s }),
  ...(f.v === undefined ? {} : { followsAtMs: f.v }),
  ...(f.x === undefined ? {} : { closedByPlatformAtMs: f.x }),
  ...(f.y === undefined ? {} : { strayAtMs: f.y }),
  ...(f.p ? { consent: decodeConsent(f.p) } : {}),
  ...(f.c ? { comments: f.c.map(([id, atMs, at]) => ({ id, atMs, ...(at === 0 ? {} : { repliedAtMs: at }) })) } : {}),
});

const decodeEarly = ([atMs, mark]: z.infer<typeof Early>): EarlySend => ({
  atMs,
  kind: mark === 't' || mark === 'T' ? 'text' : 'other',
  ...(mark === 'T' || mark === 'O' ? { unproven: true } : {}),
});

const decodeConsent = ([atMs, untilMs, touchAtMs, spent]: NonNullable<StoredHead['f']['p']>): Consent => ({
  atMs,
  spent,
  ...(untilMs === 0 ? {} : { untilMs }),
  ...(touchAtMs === 0 ? {} : { touchAtMs }),
});

const decodeOutbound = (ob: NonNullable<StoredHead['ob']>): NonNullable<Conversation['outbound']> => ({
  fromMs: ob.f,
  mark: ob.m,
  ...(ob.n === undefined ? {} : { notBeforeMs: ob.n }),
  ...(ob.a === undefined ? {} : { attempts: ob.a }),
  ...(ob.h === undefined ? {} : { heldUntilMs: ob.h }),
  ...(ob.s === undefined ? {} : { slotMs: ob.s }),
});

/** A claimed send is among the recent ones from its claim on; what both tell is stored once. */
function decodeInFlight(fl: NonNullable<StoredHead['fl']>, recent: NonNullable<StoredHead['rc']>): InFlight {
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
