import { describe, expect, test } from 'vitest';
import { claim, HEAD, head, message, NOW } from './gate-builders.ts';
import type { Message } from './model-messages.ts';
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

/** What people may do with a message and a conversation (W8, G8). */

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
