import { ContentType, type MessageBody } from './model.ts';
import type { Allowed, Candidate, Refused, Standing, Verdict, WindowFacts } from './model-rules.ts';
import type { RulePack, Window } from './pack-schema.ts';
import { grantingEntries } from './rules-entries.ts';

/** What one window says: open (a verdict), shut for a reason of its own, or not concerned at all. */
type Answer = Allowed | Refused | undefined;

/**
 * The gate's question (section 4): may this message go now? Pure; all it knows are pack, standing, facts, message and
 * time. A timed grant ends `marginMs` early (W13). Windows are tried in the pack's order and the first open one is
 * used, so a reply window spares the grant of an entry.
 *
 * The console asks the same function, so what the composer promises is what the sender does.
 */
export function judge(
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  message: Candidate,
  nowMs: number,
): Verdict {
  const unfit = judgeCapability(pack, standing, message);
  if (unfit) return unfit;
  const answers = pack.windows
    .filter((window) => window.kinds.includes(standing.kind))
    .map((window) => ask(window, pack, standing, facts, message, nowMs))
    .filter((answer) => answer !== undefined);
  const open = answers.find((answer) => answer.kind === 'allowed');
  return open ?? refusal(pack, answers.filter(isRefused));
}

const isRefused = (answer: Verdict): answer is Refused => answer.kind === 'refused';

/** C1, C2, A3: what no window can open. */
function judgeCapability(pack: RulePack, standing: Standing, message: Candidate): Refused | undefined {
  const right = message.contentType && pack.capabilities[standing.kind][message.contentType].send;
  if (right === undefined || right === 'no') return { kind: 'refused', rule: 'C1', code: 'capability.not-sendable' };
  if (right === 'mutual' && !standing.mutualFollow) {
    return { kind: 'refused', rule: 'C1', code: 'capability.needs-mutual-follow' };
  }
  if (standing.adSpend30dYuan < pack.minAdSpend30dYuan[standing.kind]) {
    return { kind: 'refused', rule: 'A3', code: 'account.spend-gate' };
  }
  return undefined;
}

function ask(
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
  const used = facts.beforeSpeech.filter((sent) => sent.atMs < edgeMs === early).length;
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
  const within = steps.slice(used).filter((later) => standing.highWeight || !later.needsHighWeight).length;
  const untilMs = early ? edgeMs - pack.marginMs : undefined;
  return { kind: 'allowed', rule: window.rule, occasion: 'first-contact', left: within, ...defined({ untilMs }) };
}

/** W3a: the platform said "used up"; grants resting on acts up to then stay closed until the customer acts again. */
const closedByPlatform = (facts: WindowFacts, actAtMs: number): boolean =>
  facts.closedByPlatformAtMs !== undefined && actAtMs <= facts.closedByPlatformAtMs;

const closedAnswer = (pack: RulePack): Refused => ({
  kind: 'refused',
  rule: pack.closedByPlatformRule,
  code: 'window.closed-by-platform',
});

/** The most telling of the windows' own reasons, with the earliest next chance any of them knows. */
function refusal(pack: RulePack, answers: readonly Refused[]): Refused {
  const chances = answers.flatMap((answer) => answer.nextChanceMs ?? []);
  const reason = answers[0] ?? { kind: 'refused', rule: pack.closedRule, code: 'window.closed' };
  return chances.length === 0 ? reason : { ...reason, nextChanceMs: Math.min(...chances) };
}

function defined<T extends Record<string, number | undefined>>(values: T): { [K in keyof T]?: number } {
  const kept: { [K in keyof T]?: number } = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** The row of the matrix a body belongs to; undefined = none, so nobody may send it. */
export function contentTypeOf(body: MessageBody): ContentType | undefined {
  switch (body.type) {
    case 'card':
      return body.card;
    case 'unsupported':
      return undefined;
    default:
      return body.type;
  }
}

/** C1 with the windows: for every content type whether an operator may send it now, and why not. */
export const sendableNow = (
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  nowMs: number,
): readonly { readonly contentType: ContentType; readonly verdict: Verdict }[] =>
  ContentType.options.map((contentType) => ({
    contentType,
    verdict: judge(pack, standing, facts, { contentType, sender: 'operator' }, nowMs),
  }));

/** The composer's countdown: whether a text may go now, until when and how many are left, or why not. */
export const windowState = (pack: RulePack, standing: Standing, facts: WindowFacts, nowMs: number): Verdict =>
  judge(pack, standing, facts, { contentType: 'text', sender: 'operator' }, nowMs);
