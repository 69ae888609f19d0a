import { describe, expect, test } from 'vitest';
import { ACCOUNT, HEAD, head, MESSAGE, message, NOW } from './gate-builders.ts';
import type { Conversation, InFlight } from './model-head.ts';
import type { ThreadRow } from './model-items.ts';
import type { Message } from './model-messages.ts';
import type { Allowed } from './model-rules.ts';
import { douyinPack } from './pack-douyin.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import { decideRow, needsReference, referenceOf } from './rules-decision.ts';
import { NO_FACTS } from './rules-facts.ts';
import { bodyFingerprint, fingerprint } from './rules-fingerprint.ts';
import {
  againMs,
  backOffMs,
  claimedHead,
  isPutOff,
  landedHead,
  lookAgainAtMs,
  provingEcho,
  releasedHead,
  restingHead,
  withoutDebt,
} from './rules-gate.ts';
import { mayCancel, mayEdit, mayRelease } from './rules-held.ts';
import {
  fenceOf,
  handedBack,
  isAutomated,
  takenOver,
  withAnswersVisited,
  withHeldVisited,
  withOutbound,
} from './rules-ownership.ts';
import { previewOf } from './rules-preview.ts';
import { outboundDueMs } from './rules-work.ts';

/** The gate's decisions one by one, with their whole answers. */

const decided = (
  one: Message,
  change: Partial<Conversation> = {},
  account: Parameters<typeof decideRow>[1] = ACCOUNT,
) => {
  const step = decideRow(douyinPack, account, head(change), one, NOW);
  if (step.kind === 'send') return `send ${step.verdict.rule}`;
  expect(step.kind).toBe('settle');
  return `${step.state} ${step.code} by ${step.trace.rule}`;
};

describe('decideRow', () => {
  test.each<[string, string, Message, Partial<Conversation>?, Parameters<typeof decideRow>[1]?]>([
    ['a message with an open window goes', 'send W2', message()],
    ['one that is due at its deadline has expired', 'expired deadline.passed by W8', message({ deadlineMs: NOW })],
    ['a millisecond before it has not', 'send W2', message({ deadlineMs: NOW + 1 })],
    [
      'an answer of an older epoch is fenced',
      'cancelled takeover.fenced by G8',
      message({ sender: 'agent', epoch: 1 }),
    ],
    [
      'a broadcast of an older epoch is fenced',
      'cancelled takeover.fenced by G8',
      message({ sender: 'broadcast', epoch: 1 }),
    ],
    ['a person’s is not', 'send W2', message({ epoch: 1 })],
    ['a comment’s answer is a person’s', 'send W2', message({ sender: 'comment-reply', epoch: 1 })],
    [
      'an answer to an older burst is',
      'cancelled burst.superseded by G9',
      message({ sender: 'agent', burstKey: 'b0' }),
      { burstKey: 'b1' },
    ],
    ['a welcome knows no burst', 'send W2', message({ sender: 'welcome', burstKey: 'b0' }), { burstKey: 'b1' }],
    ['without an account nothing waits', 'cancelled account.unhosted by A4', message(), {}, undefined],
    ['nor of an unhosted one', 'cancelled account.unhosted by A4', message(), {}, { ...ACCOUNT, status: 'unhosted' }],
    [
      'a lost right holds',
      'held account.needs-authorization by A5',
      message(),
      {},
      { ...ACCOUNT, status: 'needs-authorization' },
    ],
    [
      'a missing binding holds',
      'held account.awaiting-binding by A5',
      message(),
      {},
      { ...ACCOUNT, status: 'awaiting-binding' },
    ],
    [
      'but no welcome',
      'refused account.awaiting-binding by A5',
      message({ sender: 'welcome' }),
      {},
      { ...ACCOUNT, status: 'awaiting-binding' },
    ],
    ['what no matrix knows is refused', 'refused capability.not-sendable by C1', message({ body: { type: 'video' } })],
    ['a closed window holds', 'held window.closed by W3', message(), { facts: NO_FACTS }],
    ['but no welcome', 'refused window.closed by W3', message({ sender: 'welcome' }), { facts: NO_FACTS }],
    [
      'without a reference to answer nothing goes',
      'refused window.no-reference by W1',
      message(),
      { facts: { ...NO_FACTS, entries: [{ key: 'e', atMs: NOW, spent: 0 }] } },
    ],
    [
      'a proactive message needs none',
      'send W3',
      message(),
      { facts: { ...NO_FACTS, consent: { atMs: NOW - 1, spent: 0 } } },
    ],
  ])('%s: %s', (_what, answer, one, change, account = ACCOUNT) => {
    const isNobody = answer === 'cancelled account.unhosted by A4' && account === ACCOUNT;
    expect(isNobody ? decideText(one, change) : decided(one, change, account)).toBe(answer);
  });
  const decideText = (one: Message, change: Partial<Conversation> = {}) => {
    const step = decideRow(douyinPack, undefined, head(change), one, NOW);
    if (step.kind === 'send') return 'send';
    expect(step.kind).toBe('settle');
    return `${step.state} ${step.code} by ${step.trace.rule}`;
  };

  test('an empty row is refused', () => {
    const { body: _, ...empty } = MESSAGE;
    expect(decided(empty)).toBe('refused message.empty by C1');
  });
  test('Z1: the trace tells pack, rule, verdict, time and facts', () => {
    const step = decideRow(douyinPack, ACCOUNT, head({ mutualFollow: true }), message(), NOW);
    expect(step.kind === 'send' && step.trace).toStrictEqual({
      pack: 'douyin-2026-03-01',
      rule: 'W2',
      verdict: { kind: 'allowed', rule: 'W2', untilMs: NOW - 5_000 + 86_399_000 },
      decidedAtMs: NOW,
      factsHash: expect.stringMatching(/^[0-9a-z]{8}$/) as unknown,
      packHash: expect.stringMatching(/^[0-9a-z]{8}$/) as unknown,
      basis: { facts: HEAD.facts, standing: { ...ACCOUNT.standing, mutualFollow: true } },
    });
  });
  test('W7: the comment that a text quotes is asked for', () => {
    const quoting = message({ body: { type: 'text', text: '在的', quote: { commentId: 'k1' } } });
    const known = head({ platform: 'xiaohongshu', facts: { ...NO_FACTS, comments: [{ id: 'k1', atMs: NOW - 1 }] } });
    const step = decideRow(xiaohongshuPack, ACCOUNT, known, quoting, NOW);
    expect(step.kind === 'send' && step.verdict).toMatchObject({ rule: 'W7', commentId: 'k1' });
  });
});

test('which event a right points at', () => {
  const both = head({ entryRef: { messageRef: 'e-ref' } });
  const of = (occasion: Allowed['occasion']) => {
    const verdict: Allowed = { kind: 'allowed', rule: 'R', occasion };
    return [needsReference(verdict), referenceOf(both, verdict)?.messageRef];
  };
  expect(of('reply')).toEqual([true, 'm-ref']);
  expect(of('entry')).toEqual([true, 'e-ref']);
  expect(of('first-contact')).toEqual([true, 'e-ref']);
  expect(of('proactive')[0]).toBe(false);
  expect(of('comment')[0]).toBe(false);
});

const REPLY: Allowed = { kind: 'allowed', rule: 'W2', occasion: 'reply' };
const claim = (change: Partial<Conversation> = {}, one = MESSAGE) =>
  claimedHead(head(change), one, REPLY, { claimId: 'k1', nowMs: NOW });

describe('claim and landing (W9)', () => {
  test('a claim names itself, spends the right and remembers the send', () => {
    const { head: claimed, flight } = claim({
      outbound: { fromMs: 1, mark: 4, slotMs: NOW, notBeforeMs: NOW, attempts: 2 },
    });
    expect(flight).toStrictEqual({
      claimId: 'k1',
      messageId: 'msg-1',
      rowAtMs: NOW - 100,
      fingerprint: bodyFingerprint({ type: 'text', text: '您好' }),
      claimedAtMs: NOW,
      automated: false,
      grant: { rule: 'W2', kind: 'text', sentAtMs: NOW },
    });
    expect(claimed.inFlight).toBe(flight);
    expect(claimed.facts.sentSinceCustomerMessage).toBe(1);
    expect(claimed.recent).toStrictEqual([
      { messageId: 'msg-1', rowAtMs: NOW - 100, fingerprint: flight.fingerprint, atMs: NOW },
    ]);
    // E12: a slot is used by one message.
    expect(claimed.outbound).toStrictEqual({ fromMs: 1, mark: 4, attempts: 2 });
    expect(claim({ outbound: { fromMs: 1, mark: 4, notBeforeMs: 9 } }).head.outbound).toStrictEqual({
      fromMs: 1,
      mark: 4,
      notBeforeMs: 9,
    });
  });
  test('an image counts as other, an agent’s send as automated', () => {
    const { flight } = claim({}, message({ sender: 'agent', body: { type: 'image' } }));
    expect(flight).toMatchObject({ automated: true, grant: { kind: 'other' } });
  });
  test('G9: the answer to the owed burst pays its debt; one of another burst or epoch pays none', () => {
    const due = { burstKey: 'b1', atMs: NOW, sinceMs: NOW };
    const owing = head({ agentDue: due });
    expect(withoutDebt(owing, message({ burstKey: 'b1' })).agentDue).toBeUndefined();
    expect(withoutDebt(owing, message({ burstKey: 'b0' })).agentDue).toBe(due);
    expect(withoutDebt(owing, message({ burstKey: 'b1', epoch: 1 })).agentDue).toBe(due);
  });
  test('what landed shows in the inbox and answers who waited before it was claimed', () => {
    const { head: claimed, flight } = claim({ waitingSinceMs: NOW - 1 });
    const sent = message({ state: 'sent', settledAtMs: NOW + 5, platformMessageId: 'p1' });
    const landed = landedHead(claimed, flight, sent);
    expect(landed.inFlight).toBeUndefined();
    expect(landed.waitingSinceMs).toBeUndefined();
    expect(landed.lastMessage).toStrictEqual({ preview: '您好', atMs: NOW + 5, from: 'us' });
    expect(landed.recent).toMatchObject([{ platformHash: fingerprint('p1') }]);
    expect(landedHead(head({ ...claimed, waitingSinceMs: NOW }), flight, sent).waitingSinceMs).toBeUndefined();
    expect(landedHead(head({ ...claimed, waitingSinceMs: NOW + 1 }), flight, sent).waitingSinceMs).toBe(NOW + 1);
    const newer = { preview: '新', atMs: NOW + 6, from: 'customer' } as const;
    expect(landedHead(head({ ...claimed, lastMessage: newer }), flight, sent).lastMessage).toBe(newer);
    const same = { ...newer, atMs: NOW + 5 };
    expect(landedHead(head({ ...claimed, lastMessage: same }), flight, sent).lastMessage?.from).toBe('us');
  });
  test('an unknown outcome is remembered as such; what did not leave shows nowhere', () => {
    const { head: claimed, flight } = claim({ waitingSinceMs: NOW - 1 });
    expect(landedHead(claimed, flight, message({ state: 'unknown' }))).toMatchObject({
      recent: [{ unknown: true }],
      lastMessage: { atMs: NOW },
    });
    const failed = landedHead(claimed, flight, message({ state: 'failed', settledAtMs: NOW }));
    expect(failed).toMatchObject({ waitingSinceMs: NOW - 1 });
    expect(failed.lastMessage).toBeUndefined();
    expect(failed.inFlight).toBeUndefined();
  });
  test('another claim is in flight: nothing of it is touched', () => {
    const { head: claimed, flight } = claim();
    const other: InFlight = { ...flight, claimId: 'k2' };
    expect(landedHead(claimed, other, message({ state: 'sent' }))).toBe(claimed);
    expect(releasedHead(claimed, other, true)).toBe(claimed);
  });
  test('W3a: a right given back; a closing closes what the customer did so far', () => {
    const { head: claimed, flight } = claim();
    const released = releasedHead(claimed, flight, false);
    expect(released.facts).toStrictEqual({ ...HEAD.facts, everSent: true });
    expect(released.recent).toEqual([]);
    expect(released.inFlight).toBeUndefined();
    expect(releasedHead(claimed, flight, true).facts.closedByPlatformAtMs).toBe(NOW - 5_000);
  });
});

describe('waiting', () => {
  test('back-off: one second, doubling, half a minute, a minute, and as long as asked', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 60].map((at) => backOffMs(at, undefined))).toEqual([
      1_000, 2_000, 4_000, 8_000, 30_000, 60_000, 60_000, 60_000,
    ]);
    expect(backOffMs(0, 90_000)).toBe(90_000);
    expect(backOffMs(4, 1_000)).toBe(30_000);
  });
  test('without a slot: fifteen seconds, doubling, ten minutes', () => {
    expect([0, 1, 2, 5, 6, 99].map((at) => againMs(at, NOW) - NOW)).toEqual([
      15_000, 30_000, 60_000, 480_000, 600_000, 600_000,
    ]);
  });
  test('what was put off rests until its time; a mere mark does not', () => {
    const put = (outbound: Partial<NonNullable<Conversation['outbound']>>) =>
      isPutOff(head({ outbound: { fromMs: 1, mark: 1, ...outbound } }), NOW);
    expect(put({ attempts: 1, notBeforeMs: NOW + 1 })).toBe(true);
    expect(put({ attempts: 1, notBeforeMs: NOW })).toBe(false);
    expect(put({ slotMs: 0, notBeforeMs: NOW + 1 })).toBe(true);
    expect(put({ attempts: 0, notBeforeMs: NOW + 1 })).toBe(false);
    expect(put({ notBeforeMs: NOW + 1 })).toBe(false);
    expect(put({ attempts: 1 })).toBe(false);
    expect(isPutOff(head(), NOW)).toBe(false);
  });
  test('the resting head owes what is held or put off, and nothing else', () => {
    const outbound = { fromMs: 5, mark: 7, notBeforeMs: NOW + 9, attempts: 1 };
    expect(restingHead(head({ outbound }), [], NOW).outbound).toBeUndefined();
    expect(restingHead(head({ outbound }), [message()], NOW).outbound).toStrictEqual({
      fromMs: NOW - 100,
      mark: 7,
      attempts: 1,
      notBeforeMs: NOW + 9,
    });
    expect(restingHead(head({ outbound: { fromMs: 5, mark: 7 } }), [message()], NOW).outbound).toBeUndefined();
    const held = message({ state: 'held', atMs: NOW - 300 });
    expect(restingHead(head(), [held, message()], NOW).outbound).toStrictEqual({
      fromMs: NOW - 300,
      mark: 1,
      heldUntilMs: NOW + 60_000,
    });
    const slotted = { fromMs: 5, mark: 7, slotMs: NOW + 9, notBeforeMs: NOW + 9 };
    expect(restingHead(head({ outbound: slotted }), [held, message()], NOW).outbound).toStrictEqual({
      ...slotted,
      fromMs: NOW - 300,
      heldUntilMs: NOW + 60_000,
    });
    expect(restingHead(head({ outbound: slotted }), [held], NOW).outbound).toStrictEqual({
      fromMs: NOW - 300,
      mark: 7,
      heldUntilMs: NOW + 60_000,
    });
  });
  test('a held message is looked at again at its deadline, its chance, or for its account every five minutes', () => {
    const refused = (nextChanceMs?: number): Partial<Message> => ({
      trace: {
        pack: 'p',
        rule: 'W4',
        decidedAtMs: NOW,
        factsHash: 'h',
        verdict: {
          kind: 'refused',
          rule: 'W4',
          code: 'window.closed',
          ...(nextChanceMs === undefined ? {} : { nextChanceMs }),
        },
      },
    });
    expect(lookAgainAtMs(message(), NOW)).toBe(NOW + 60_000);
    expect(lookAgainAtMs(message(refused()), NOW)).toBe(NOW + 60_000);
    expect(lookAgainAtMs(message(refused(NOW + 5)), NOW)).toBe(NOW + 5);
    expect(lookAgainAtMs(message(refused(NOW + 90_000)), NOW)).toBe(NOW + 60_000);
    const lost = { failure: { code: 'account.needs-authorization' }, deadlineMs: NOW + 900_000 };
    expect(lookAgainAtMs(message(lost), NOW)).toBe(NOW + 300_000);
    expect(lookAgainAtMs(message({ ...lost, deadlineMs: NOW + 60_000 }), NOW)).toBe(NOW + 60_000);
  });
  test('the sweeper looks at whichever is first: what is held, or what was put off', () => {
    expect(outboundDueMs({ fromMs: 5, mark: 1 })).toBe(5);
    expect(outboundDueMs({ fromMs: 5, mark: 1, heldUntilMs: 90 })).toBe(90);
    expect(outboundDueMs({ fromMs: 5, mark: 1, notBeforeMs: 40 })).toBe(40);
    expect(outboundDueMs({ fromMs: 5, mark: 1, heldUntilMs: 90, notBeforeMs: 40 })).toBe(40);
    expect(outboundDueMs({ fromMs: 5, mark: 1, heldUntilMs: 30, notBeforeMs: 40 })).toBe(30);
  });
});

test('W9: which echo proves a claimed send', () => {
  const { flight, head: claimed } = claim();
  const echo = (change: object = {}): ThreadRow => ({
    row: 'event',
    key: 'm#1#e_1',
    event: {
      kind: 'echo',
      platform: 'douyin',
      accountPlatformId: 'a',
      customerPlatformId: 'u1',
      eventId: 'p9',
      occurredAtMs: NOW,
      body: { type: 'text', text: '您好' },
      ...change,
    },
  });
  expect(provingEcho([echo()], claimed, flight)).toBe('p9');
  expect(provingEcho([echo({ occurredAtMs: NOW + 120_000 })], claimed, flight)).toBe('p9');
  expect(provingEcho([echo({ occurredAtMs: NOW - 120_001 })], claimed, flight)).toBeUndefined();
  expect(provingEcho([echo({ sentByUs: false })], claimed, flight)).toBeUndefined();
  expect(provingEcho([echo({ sentByUs: true })], claimed, flight)).toBe('p9');
  expect(provingEcho([echo({ kind: 'message' })], claimed, flight)).toBeUndefined();
  expect(provingEcho([echo({ body: { type: 'text', text: '别的' } })], claimed, flight)).toBeUndefined();
  expect(provingEcho([{ row: 'message', key: 'k', message: MESSAGE }, echo()], claimed, flight)).toBe('p9');
  const known = { messageId: 'x', rowAtMs: 1, fingerprint: 'f', atMs: NOW, platformHash: fingerprint('p9') };
  expect(provingEcho([echo(), echo({ eventId: 'p10' })], head({ recent: [known] }), flight)).toBe('p10');
});

describe('what people may do (W8)', () => {
  const held = message({ state: 'held' });
  const claimedBy = (one: Message) =>
    head({ recent: [{ messageId: one.messageId, rowAtMs: 1, fingerprint: 'f', atMs: NOW }] });
  const flying = head({ inFlight: { ...claim().flight, messageId: 'msg-1' } });
  const may = { kind: 'may' };
  const done = { kind: 'done' };
  const no = (code: string) => ({ kind: 'refused', code });

  test('cancel', () => {
    expect(mayCancel(HEAD, held)).toEqual(may);
    expect(mayCancel(HEAD, message())).toEqual(may);
    expect(mayCancel(claimedBy(held), held)).toEqual(no('message.leaving'));
    expect(mayCancel(flying, held)).toEqual(no('message.leaving'));
    expect(mayCancel(claimedBy(message({ messageId: 'msg-2' })), held)).toEqual(may);
    expect(mayCancel(HEAD, message({ state: 'sent' }))).toEqual(no('message.not-waiting'));
    const ended = { failure: { code: 'message.cancelled' } };
    expect(mayCancel(HEAD, message({ state: 'expired', ...ended }))).toEqual(no('message.not-waiting'));
    const cancelled = (code: string) => message({ state: 'cancelled', failure: { code } });
    expect(mayCancel(HEAD, cancelled('message.cancelled'))).toEqual(done);
    expect(mayCancel(HEAD, cancelled('takeover.fenced'))).toEqual(no('message.not-waiting'));
    expect(mayCancel(HEAD, message({ state: 'cancelled' }))).toEqual(no('message.not-waiting'));
  });
  test('edit', () => {
    expect(mayEdit(HEAD, held)).toEqual(may);
    expect(mayEdit(claimedBy(held), held)).toEqual(no('message.leaving'));
    expect(mayEdit(HEAD, message({ state: 'held', sender: 'agent' }))).toEqual(no('message.not-editable'));
    expect(mayEdit(HEAD, message({ state: 'held', body: { type: 'image' } }))).toEqual(no('message.not-editable'));
    expect(mayEdit(HEAD, message())).toEqual(no('message.not-waiting'));
    const { body: _, ...empty } = held;
    expect(mayEdit(HEAD, empty)).toEqual(no('message.not-editable'));
  });
  test('release', () => {
    expect(mayRelease(HEAD, held)).toEqual(may);
    expect(mayRelease(flying, held)).toEqual(no('message.leaving'));
    expect(mayRelease(HEAD, message())).toEqual(no('message.not-waiting'));
    expect(mayRelease(HEAD, message({ releasedAtMs: NOW }))).toEqual(done);
    expect(mayRelease(HEAD, message({ state: 'sent', releasedAtMs: NOW }))).toEqual(no('message.not-waiting'));
  });
});

describe('whose the conversation is (G8)', () => {
  test('who needs nobody’s asking', () => {
    const senders = ['operator', 'agent', 'welcome', 'api', 'broadcast', 'sop', 'flow', 'comment-reply'];
    expect(senders.filter((sender) => isAutomated({ sender }))).toEqual([
      'agent',
      'welcome',
      'broadcast',
      'sop',
      'flow',
    ]);
    expect(fenceOf(HEAD, { sender: 'flow', epoch: 2 })).toBeUndefined();
  });
  test('a person takes over: epoch, pause, no debt, and somebody looks at what is held', () => {
    const due = { burstKey: 'b1', atMs: NOW + 60_000, sinceMs: NOW };
    const taken = takenOver(
      head({ agentDue: due, handedOver: { reason: 'r', atMs: 1 }, outbound: { fromMs: 5, mark: 1, heldUntilMs: 9 } }),
      NOW,
      30,
    );
    expect(taken).toMatchObject({ epoch: 3, agentPausedUntilMs: NOW + 1_800_000, outbound: { fromMs: 5, mark: 2 } });
    expect(taken.agentDue).toBeUndefined();
    expect(taken.handedOver).toBeUndefined();
    expect(taken.outbound?.heldUntilMs).toBeUndefined();
  });
  test('handed back: what is unanswered is owed at once, if the agent answers', () => {
    const waiting = head({
      waitingSinceMs: NOW - 9,
      burstKey: '1779999999999_Ab3dEf9h',
      agentPausedUntilMs: NOW + 9,
      handedOver: { reason: 'r', atMs: 1 },
    });
    const back = handedBack(waiting, NOW, true);
    // INV6: a name of its own, whose place is after the lines that left before the hand-back, eight at most.
    const burstKey = '1780000000007_Ab3dEf9h';
    expect(back).toMatchObject({ epoch: 3, burstKey, agentDue: { burstKey, atMs: NOW, sinceMs: NOW } });
    expect(handedBack({ ...waiting, burstKey: '1779999990000_Ab3dEf9h' }, NOW, true).burstKey).toBe(
      '1780000000000_Ab3dEf9h',
    );
    expect(back.agentPausedUntilMs).toBeUndefined();
    expect(back.handedOver).toBeUndefined();
    expect(handedBack(waiting, NOW, false).agentDue).toBeUndefined();
    const { waitingSinceMs: _, ...answered } = waiting;
    expect(handedBack(answered, NOW, true).agentDue).toBeUndefined();
    const { burstKey: _burst, ...silent } = waiting;
    expect(handedBack(silent, NOW, true).agentDue).toBeUndefined();
  });
  test('a new row wakes a sender: the mark rises, the search begins with the older, nothing is put off', () => {
    expect(withOutbound(HEAD, 9).outbound).toStrictEqual({ fromMs: 9, mark: 1 });
    const owing = head({ outbound: { fromMs: 5, mark: 3, notBeforeMs: 7, heldUntilMs: 8, attempts: 2, slotMs: 7 } });
    expect(withOutbound(owing, 9).outbound).toStrictEqual({ fromMs: 5, mark: 4, attempts: 2, slotMs: 7 });
    expect(withOutbound(owing, 2).outbound?.fromMs).toBe(2);
    expect(withHeldVisited(HEAD)).toBe(HEAD);
    expect(withHeldVisited(owing).outbound).toMatchObject({ fromMs: 5, mark: 4 });
    const put = head({ outbound: { fromMs: 5, mark: 3, notBeforeMs: 7 } });
    expect(withHeldVisited(put)).toBe(put);
  });
  test('an answer that may be planned already is looked for before its debt is dropped', () => {
    const key = `m#${NOW - 50}#e_x`;
    const due = (atMs: number) => head({ agentDue: { burstKey: key, atMs, sinceMs: NOW } });
    expect(withAnswersVisited(due(NOW + 1_000), NOW).outbound).toMatchObject({ mark: 1 });
    expect(withAnswersVisited(due(NOW + 1_001), NOW).outbound).toBeUndefined();
    expect(withAnswersVisited(HEAD, NOW)).toBe(HEAD);
  });
});

test('previews: what a message holds, in two dozen characters', () => {
  const card = (name: 'name-card' | 'landing-page' | 'note' | 'lead-card' | 'trade-card' | 'phone-collect-card') =>
    previewOf({ type: 'card', card: name, cardId: 'c' });
  expect([
    previewOf({ type: 'text', text: ' 你好 \n  在吗 ' }),
    previewOf({ type: 'image' }),
    previewOf({ type: 'video' }),
    previewOf({ type: 'link' }),
    previewOf({ type: 'gif-emoji' }),
    previewOf({ type: 'unsupported', platformType: 'x' }),
    previewOf(undefined),
  ]).toEqual(['你好 在吗', '[图片]', '[视频]', '[链接]', '[表情]', '[消息]', '[消息]']);
  expect([
    card('phone-collect-card'),
    card('name-card'),
    card('landing-page'),
    card('note'),
    card('lead-card'),
    card('trade-card'),
  ]).toEqual(['[电话收集卡片]', '[名片]', '[落地页]', '[笔记]', '[留资卡]', '[交易卡]']);
  expect(previewOf({ type: 'text', text: '家'.repeat(24) })).toBe('家'.repeat(24));
  expect(previewOf({ type: 'text', text: '😀'.repeat(25) })).toBe(`${'😀'.repeat(23)}…`);
});
