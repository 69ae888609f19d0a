import { describe, expect, test } from 'vitest';
import { ACCOUNT, head, message, NOW } from './gate-builders.ts';
import type { Conversation } from './model-head.ts';
import type { Message } from './model-messages.ts';
import type { GateFacts, GateVerdict } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { decideRow, type GateAccount } from './rules-decision.ts';
import { NO_FACTS } from './rules-facts.ts';
import { verdictOn } from './rules-verdict.ts';

/** Z1: what a decision keeps is what decided, no more, and brings the same answer again. */

interface Case {
  readonly what: string;
  readonly one?: Message;
  readonly change?: Partial<Conversation>;
  readonly account?: GateAccount | 'none';
  readonly ended?: 'message.cancelled';
  readonly pack?: typeof douyinPack;
  readonly state: 'sent' | 'held' | 'refused' | 'cancelled' | 'expired';
  readonly verdict: GateVerdict | { readonly kind: 'allowed' };
  /** Kept beside the window's facts; absent = nothing. */
  readonly gate?: GateFacts;
}

const refused = (rule: string, code: string, nextChanceMs?: number): GateVerdict =>
  ({ kind: 'refused', rule, code, ...(nextChanceMs === undefined ? {} : { nextChanceMs }) }) as GateVerdict;

const lost = { ...ACCOUNT, status: 'needs-authorization' } as const;

const CASES: readonly Case[] = [
  { what: 'nothing in the way', state: 'sent', verdict: { kind: 'allowed' } },
  {
    what: 'an answer of an agent that asks no burst, where there is none',
    one: message({ sender: 'agent' }),
    state: 'sent',
    verdict: { kind: 'allowed' },
  },
  {
    what: 'ended by a person',
    ended: 'message.cancelled',
    state: 'cancelled',
    verdict: refused('W8', 'message.cancelled'),
    gate: { obstacle: 'message.cancelled' },
  },
  {
    what: 'ended by a person after its deadline',
    one: message({ deadlineMs: NOW - 1 }),
    ended: 'message.cancelled',
    state: 'cancelled',
    verdict: refused('W8', 'message.cancelled'),
    gate: { obstacle: 'message.cancelled' },
  },
  {
    what: 'taken over',
    one: message({ sender: 'agent', epoch: 1 }),
    state: 'cancelled',
    verdict: refused('G8', 'takeover.fenced'),
    gate: { epoch: 2 },
  },
  {
    what: 'the customer wrote again',
    one: message({ sender: 'agent', burstKey: 'b0' }),
    change: { burstKey: 'b1' },
    state: 'cancelled',
    verdict: refused('G9', 'burst.superseded'),
    gate: { burstKey: 'b1' },
  },
  {
    what: 'an answer to a burst, where there is none any more',
    one: message({ sender: 'agent', burstKey: 'b0' }),
    state: 'cancelled',
    verdict: refused('G9', 'burst.superseded'),
    gate: { burstKey: '' },
  },
  {
    what: 'past its deadline',
    one: message({ deadlineMs: NOW }),
    state: 'expired',
    verdict: refused('W8', 'deadline.passed'),
  },
  {
    what: 'past its deadline, of an account that lost its right',
    one: message({ deadlineMs: NOW }),
    account: lost,
    state: 'expired',
    verdict: refused('W8', 'deadline.passed'),
  },
  {
    what: 'no such account',
    account: 'none',
    state: 'cancelled',
    verdict: refused('A4', 'account.unhosted'),
    gate: { account: 'gone' },
  },
  {
    what: 'unhosted',
    account: { ...ACCOUNT, status: 'unhosted' },
    state: 'cancelled',
    verdict: refused('A4', 'account.unhosted'),
    gate: { account: 'unhosted' },
  },
  {
    what: 'a lost right',
    account: lost,
    state: 'held',
    verdict: refused('A5', 'account.needs-authorization'),
    gate: { account: 'needs-authorization' },
  },
  {
    what: 'a lost right, and the message is fenced',
    one: message({ sender: 'agent', epoch: 1 }),
    account: lost,
    state: 'cancelled',
    verdict: refused('G8', 'takeover.fenced'),
    gate: { epoch: 2 },
  },
  {
    what: 'not yet due',
    one: message({ sendAtMs: NOW + 1 }),
    state: 'held',
    verdict: refused('I7', 'schedule.later', NOW + 1),
  },
  {
    what: 'a welcome that is not yet due',
    one: message({ sender: 'welcome', sendAtMs: NOW + 1 }),
    state: 'held',
    verdict: refused('I7', 'schedule.later', NOW + 1),
  },
  { what: 'due now', one: message({ sendAtMs: NOW }), state: 'sent', verdict: { kind: 'allowed' } },
  {
    what: 'not yet due and released',
    one: message({ sendAtMs: NOW + 1, releasedAtMs: NOW - 1 }),
    state: 'sent',
    verdict: { kind: 'allowed' },
  },
  {
    what: 'what staff may send to mutual followers only',
    account: { ...ACCOUNT, standing: { ...ACCOUNT.standing, kind: 'staff' } },
    one: message({ body: { type: 'image' } }),
    state: 'refused',
    verdict: refused('C1', 'capability.needs-mutual-follow'),
  },
  {
    what: 'an answer to a comment of an account that spends too little',
    pack: xiaohongshuPack,
    account: { ...ACCOUNT, standing: { ...ACCOUNT.standing, adSpend30dYuan: 2_999 } },
    one: message({ body: { type: 'text', text: '在的', quote: { commentId: 'k1' } } }),
    change: { platform: 'xiaohongshu', facts: { ...NO_FACTS, comments: [{ id: 'k1', atMs: NOW - 1 }] } },
    state: 'refused',
    verdict: refused('A3', 'account.spend-gate'),
  },
];

const decide = ({ one = message(), change, account = ACCOUNT, ended, pack = douyinPack }: Case) =>
  decideRow(pack, account === 'none' ? undefined : account, head(change), one, NOW, ended);

describe('Z1: a decision and what it keeps', () => {
  test.each(CASES)('$what', (one) => {
    const step = decide(one);
    expect(step.kind === 'settle' ? step.state : 'sent').toBe(one.state);
    if (one.verdict.kind === 'refused') expect(step.trace.verdict).toStrictEqual(one.verdict);
    else expect(step.trace.verdict.kind).toBe('allowed');
    expect(step.trace.basis.gate).toStrictEqual(one.gate);
    expect('gate' in step.trace.basis).toBe(one.gate !== undefined);
    expect('standing' in step.trace.basis).toBe(one.account !== 'none');
  });

  test.each(CASES)('$what: asked again on what was kept, the same', (one) => {
    const { trace } = decide(one);
    const again = verdictOn(one.pack ?? douyinPack, trace.basis, one.one ?? message(), NOW);
    expect(again).toMatchObject(trace.verdict);
  });
});
