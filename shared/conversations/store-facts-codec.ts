import * as z from 'zod';
import type { Consent, EarlySend, WindowFacts } from './model-rules.ts';

/** What the windows depend on, as heads and traces store it: in as few bytes as it takes (store-head-codec.ts says why). */

const ms = z.number();
/** Text or other; a capital = nobody knows yet whether the platform took it. */
const Early = z.tuple([ms, z.enum(['t', 'o', 'T', 'O'])]);

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
export type StoredFacts = z.infer<typeof StoredFacts>;

const flag = (value: boolean): 1 | undefined => (value ? 1 : undefined);
const some = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list]);

export const encodeFacts = (facts: WindowFacts): StoredFacts => ({
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

export const decodeFacts = (f: StoredFacts): WindowFacts => ({
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

const decodeConsent = ([atMs, untilMs, touchAtMs, spent]: NonNullable<StoredFacts['p']>): Consent => ({
  atMs,
  spent,
  ...(untilMs === 0 ? {} : { untilMs }),
  ...(touchAtMs === 0 ? {} : { touchAtMs }),
});
