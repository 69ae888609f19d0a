import type { Allowed, Candidate, Refused, Standing, WindowFacts } from './model-rules.ts';
import type { RulePack, Window } from './pack-schema.ts';
import { dayNumber, dayStartMs } from './rules-days.ts';
import { grantingEntries } from './rules-entries.ts';

/** The kinds of right that a pack may name, one function each: what rules-windows.ts asks in the pack's order. */

/** What one window says: open (a verdict), shut for a reason of its own, or not concerned at all. */
type Answer = Allowed | Refused | undefined;

/** What one window of the pack says of a message. */
export function ask(
  window: Window,
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  message: Candidate,
  nowMs: number,
): Answer {
  switch (window.grant) {
    case 'reply':
      return askReply(window, pack, facts, nowMs);
    case 'entry':
      return askEntry(window, pack, facts, nowMs);
    case 'first-contact':
      return askFirstContact(window, pack, standing, facts, message, nowMs);
    case 'proactive':
      return askProactive(window, pack, facts, nowMs);
    case 'comment':
      return askComment(window, pack, standing, facts, message, nowMs);
  }
}

/** W2, W6: the customer spoke. */
function askReply(
  window: Extract<Window, { grant: 'reply' }>,
  pack: RulePack,
  facts: WindowFacts,
  nowMs: number,
): Answer {
  const spokeAtMs = facts.lastCustomerMessageAtMs;
  if (spokeAtMs === undefined) return undefined;
  const untilMs = window.lengthMs === null ? undefined : spokeAtMs + window.lengthMs - pack.marginMs;
  if (untilMs !== undefined && nowMs >= untilMs) return undefined;
  if (closedByPlatform(facts, spokeAtMs)) return closedAnswer(pack);
  const left = window.max === null ? undefined : window.max - facts.sentSinceCustomerMessage;
  if (left !== undefined && left <= 0) return { kind: 'refused', rule: window.rule, code: 'window.quota-used' };
  return { kind: 'allowed', rule: window.rule, occasion: 'reply', ...defined({ untilMs, left }) };
}

/** W1: the newest granting entry still runs. */
function askEntry(
  window: Extract<Window, { grant: 'entry' }>,
  pack: RulePack,
  facts: WindowFacts,
  nowMs: number,
): Answer {
  const entry = grantingEntries(window, pack.dayUtcOffsetMinutes, facts.entries).at(-1);
  if (!entry) return undefined;
  const untilMs = entry.atMs + window.lengthMs - pack.marginMs;
  if (nowMs >= untilMs) return undefined;
  if (closedByPlatform(facts, entry.atMs)) return closedAnswer(pack);
  const left = window.max - entry.spent;
  if (left <= 0) return { kind: 'refused', rule: window.rule, code: 'window.quota-used' };
  return { kind: 'allowed', rule: window.rule, occasion: 'entry', untilMs, left, entryKey: entry.key };
}

/** W4, W5: before the customer ever spoke. */
function askFirstContact(
  window: Extract<Window, { grant: 'first-contact' }>,
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  message: Candidate,
  nowMs: number,
): Answer {
  const enteredAtMs = facts.firstEnteredAtMs;
  if (enteredAtMs === undefined || facts.lastCustomerMessageAtMs !== undefined) return undefined;
  if (facts.firstSentAtMs !== undefined && facts.firstSentAtMs < enteredAtMs) return undefined;
  if (closedByPlatform(facts, enteredAtMs)) return closedAnswer(pack);
  if (facts.follows && window.followersRule !== null) {
    return { kind: 'allowed', rule: window.followersRule, occasion: 'first-contact' };
  }
  const edgeMs = enteredAtMs + window.edgeMs;
  const early = nowMs < edgeMs;
  const steps = early ? window.beforeEdge : window.afterEdge;
  const sent = facts.beforeSpeech.filter(({ atMs }) => atMs < edgeMs === early);
  const used = sent.length;
  const step = steps[used];
  const next = early && window.afterEdge.length > 0 ? { nextChanceMs: edgeMs } : {};
  if (!step) return { kind: 'refused', rule: window.rule, code: 'window.quota-used', ...next };
  if (early && nowMs >= edgeMs - pack.marginMs) {
    return { kind: 'refused', rule: window.rule, code: 'window.closed', ...next };
  }
  if (step.needsHighWeight && !standing.highWeight) {
    return { kind: 'refused', rule: window.rule, code: 'window.needs-weight', ...next };
  }
  if (step.content === 'text' && message.contentType !== 'text') {
    return { kind: 'refused', rule: window.rule, code: 'window.text-first', ...next };
  }
  // W9: by the platform's count it is any step from what is proven to what is spent, and a message must suit them all.
  const proven = sent.filter(({ unproven }) => !unproven).length;
  if (message.contentType !== 'text' && steps.slice(proven, used).some(({ content }) => content === 'text')) {
    return { kind: 'refused', rule: window.rule, code: 'window.text-unproven', ...next };
  }
  const within = steps.slice(used).filter((later) => standing.highWeight || !later.needsHighWeight).length;
  const untilMs = early ? edgeMs - pack.marginMs : undefined;
  return { kind: 'allowed', rule: window.rule, occasion: 'first-contact', left: within, ...defined({ untilMs }) };
}

/** W3: the customer let the account write: one touch a calendar day, a few messages together. */
function askProactive(
  window: Extract<Window, { grant: 'proactive' }>,
  pack: RulePack,
  facts: WindowFacts,
  nowMs: number,
): Answer {
  const { consent } = facts;
  if (!consent) return undefined;
  const endMs = consent.untilMs === undefined ? undefined : consent.untilMs - pack.marginMs;
  if (endMs !== undefined && nowMs >= endMs) return undefined;
  if (closedByPlatform(facts, consent.atMs)) return closedAnswer(pack);
  const { rule, max, touchMs } = window;
  const today = dayNumber(nowMs, pack.dayUtcOffsetMinutes);
  const { touchAtMs } = consent;
  if (touchAtMs === undefined || dayNumber(touchAtMs, pack.dayUtcOffsetMinutes) !== today) {
    return {
      kind: 'allowed',
      rule,
      occasion: 'proactive',
      left: max,
      touchAtMs: nowMs,
      ...defined({ untilMs: endMs }),
    };
  }
  const untilMs = Math.min(touchAtMs + touchMs - pack.marginMs, endMs ?? Number.POSITIVE_INFINITY);
  const left = max - consent.spent;
  if (left > 0 && nowMs < untilMs) return { kind: 'allowed', rule, occasion: 'proactive', left, touchAtMs, untilMs };
  const tomorrowMs = dayStartMs(today + 1, pack.dayUtcOffsetMinutes);
  const next = endMs === undefined || tomorrowMs < endMs ? { nextChanceMs: tomorrowMs } : {};
  return { kind: 'refused', rule, code: 'window.quota-used', ...next };
}

/** W7, A3: one text that quotes the comment it answers. */
function askComment(
  window: Extract<Window, { grant: 'comment' }>,
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  message: Candidate,
  nowMs: number,
): Answer {
  const comment = facts.comments?.find(({ id }) => id === message.quotes);
  if (!comment) return undefined;
  const untilMs = comment.atMs + window.lengthMs - pack.marginMs;
  if (nowMs >= untilMs) return undefined;
  if (standing.adSpend30dYuan < pack.intentCommentsMinAdSpend30dYuan) {
    return { kind: 'refused', rule: 'A3', code: 'account.spend-gate' };
  }
  if (closedByPlatform(facts, comment.atMs)) return closedAnswer(pack);
  const { rule } = window;
  if (comment.repliedAtMs !== undefined) return { kind: 'refused', rule, code: 'window.quota-used' };
  if (message.contentType !== 'text') return { kind: 'refused', rule, code: 'window.text-only' };
  return { kind: 'allowed', rule, occasion: 'comment', left: 1, untilMs, commentId: comment.id };
}

/** W3a: the platform said "used up"; grants resting on acts up to then stay closed until the customer acts again. */
const closedByPlatform = (facts: WindowFacts, actAtMs: number): boolean =>
  facts.closedByPlatformAtMs !== undefined && actAtMs <= facts.closedByPlatformAtMs;

const closedAnswer = (pack: RulePack): Refused => ({
  kind: 'refused',
  rule: pack.closedByPlatformRule,
  code: 'window.closed-by-platform',
});

function defined<T extends Record<string, number | undefined>>(values: T): { [K in keyof T]?: number } {
  const kept: { [K in keyof T]?: number } = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
