import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row } from '../runtime/row-table.ts';
import { MessageBody, MessageState, Sender } from './model.ts';
import { messageKey } from './model-keys.ts';
import type { Activity, Message } from './model-messages.ts';
import { decodeBasis, encodeBasis, StoredBasis } from './store-basis-codec.ts';

const Verdict = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('allowed'),
    rule: z.string(),
    untilMs: z.number().optional(),
    left: z.number().optional(),
  }),
  z.object({ kind: z.literal('refused'), rule: z.string(), code: z.string(), nextChanceMs: z.number().optional() }),
]);
const Trace = z.object({
  p: z.string(),
  c: z.string().optional(),
  v: Verdict,
  t: z.number(),
  h: z.string(),
  b: StoredBasis.optional(),
});
const Usage = z.object({
  model: z.string(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
  simulated: z.boolean(),
});

/** A message of ours as stored: two writes in its life, so short names keep both within a unit. */
const StoredMessage = z.object({
  __edb_e__: z.literal('message'),
  t: z.string(),
  c: z.string(),
  a: z.string(),
  i: z.string(),
  at: z.number(),
  k: z.enum(['message', 'handed-over', 'note', 'activity']),
  sn: Sender,
  si: z.string().optional(),
  b: MessageBody.optional(),
  /** State, with the number of edits behind a dot: one attribute guards both. */
  s: z.string(),
  ep: z.number(),
  bk: z.string().optional(),
  dl: z.number(),
  se: z.number().optional(),
  pm: z.string().optional(),
  fa: z.object({ code: z.string(), detail: z.string().optional() }).optional(),
  tr: Trace.optional(),
  us: Usage.optional(),
  no: z.string().optional(),
  mn: z.array(z.string()).optional(),
  ac: z
    .object({
      w: z.enum(['assigned', 'unassigned', 'snoozed', 'woken', 'closed', 'reopened']),
      m: z.string().optional(),
      u: z.number().optional(),
    })
    .optional(),
  sa: z.number().optional(),
  re: z.number().optional(),
  rl: z.number().optional(),
});

export const conversationPartition = (key: { readonly tenantId: string; readonly conversationId: string }): string =>
  `t#${key.tenantId}#c#${key.conversationId}`;

/** What a conditional write compares: who read an older text than the row has must not write over it. */
export const stateMark = (state: MessageState, edits: number | undefined): string =>
  edits === undefined ? state : `${state}.${edits}`;

export function messageRow(message: Message): Row {
  const { trace } = message;
  return {
    pk: conversationPartition(message),
    sk: messageKey(message.atMs, message.messageId),
    ...entityMarks('message'),
    t: message.tenantId,
    c: message.conversationId,
    a: message.accountId,
    i: message.messageId,
    at: message.atMs,
    k: message.kind,
    sn: message.sender,
    si: message.senderId,
    b: message.body,
    s: stateMark(message.state, message.edits),
    ep: message.epoch,
    bk: message.burstKey,
    dl: message.deadlineMs,
    se: message.settledAtMs,
    pm: message.platformMessageId,
    fa: message.failure,
    tr: trace && {
      p: trace.pack,
      v: trace.verdict,
      t: trace.decidedAtMs,
      h: trace.factsHash,
      c: trace.packHash,
      b: trace.basis && encodeBasis(trace.basis),
    },
    us: message.usage,
    no: message.note,
    mn: message.mentions,
    ac: message.activity && {
      w: message.activity.what,
      m: message.activity.memberId,
      u: message.activity.untilMs,
    },
    sa: message.sendAtMs,
    re: message.recalledAtMs,
    rl: message.releasedAtMs,
  };
}

/** Undefined where the row is of another entity. @throws {z.ZodError} if a message's row is broken. */
export function parseMessage(row: Readonly<Record<string, unknown>>): Message | undefined {
  if (row.__edb_e__ !== 'message') return undefined;
  const d = StoredMessage.parse(row);
  const [state, edits] = d.s.split('.');
  return {
    tenantId: d.t,
    conversationId: d.c,
    accountId: d.a,
    messageId: d.i,
    atMs: d.at,
    kind: d.k,
    sender: d.sn,
    state: MessageState.parse(state),
    epoch: d.ep,
    deadlineMs: d.dl,
    ...(d.si === undefined ? {} : { senderId: d.si }),
    ...(d.b ? { body: d.b } : {}),
    ...(d.bk === undefined ? {} : { burstKey: d.bk }),
    ...(d.se === undefined ? {} : { settledAtMs: d.se }),
    ...(d.pm === undefined ? {} : { platformMessageId: d.pm }),
    ...(d.fa ? { failure: parsedFailure(d.fa) } : {}),
    ...(d.tr ? { trace: parsedTrace(d.tr) } : {}),
    ...(d.us ? { usage: d.us } : {}),
    ...(d.no === undefined ? {} : { note: d.no }),
    ...(d.mn ? { mentions: d.mn } : {}),
    ...(d.ac ? { activity: parsedActivity(d.ac) } : {}),
    ...(d.sa === undefined ? {} : { sendAtMs: d.sa }),
    ...(d.re === undefined ? {} : { recalledAtMs: d.re }),
    ...(d.rl === undefined ? {} : { releasedAtMs: d.rl }),
    ...(edits === undefined ? {} : { edits: Number(edits) }),
  };
}

const parsedFailure = ({
  code,
  detail,
}: {
  code: string;
  detail?: string | undefined;
}): NonNullable<Message['failure']> => (detail === undefined ? { code } : { code, detail });

const parsedActivity = ({ w, m, u }: NonNullable<z.infer<typeof StoredMessage>['ac']>): Activity => ({
  what: w,
  ...(m === undefined ? {} : { memberId: m }),
  ...(u === undefined ? {} : { untilMs: u }),
});

function parsedTrace({ p, c, v, t, h, b }: z.infer<typeof Trace>): NonNullable<Message['trace']> {
  const verdict =
    v.kind === 'allowed'
      ? {
          kind: v.kind,
          rule: v.rule,
          ...(v.untilMs === undefined ? {} : { untilMs: v.untilMs }),
          ...(v.left === undefined ? {} : { left: v.left }),
        }
      : {
          kind: v.kind,
          rule: v.rule,
          code: v.code,
          ...(v.nextChanceMs === undefined ? {} : { nextChanceMs: v.nextChanceMs }),
        };
  const kept = { ...(c === undefined ? {} : { packHash: c }), ...(b ? { basis: decodeBasis(b) } : {}) };
  return { pack: p, rule: v.rule, verdict, decidedAtMs: t, factsHash: h, ...kept };
}
