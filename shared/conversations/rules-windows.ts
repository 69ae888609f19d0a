import { ContentType, type MessageBody } from './model.ts';
import type { Candidate, Refused, Standing, Verdict, WindowFacts } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { ask } from './rules-grants.ts';

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

/** The most telling of the windows' own reasons, with the earliest next chance any of them knows. */
function refusal(pack: RulePack, answers: readonly Refused[]): Refused {
  const chances = answers.flatMap((answer) => answer.nextChanceMs ?? []);
  const reason = answers[0] ?? { kind: 'refused', rule: pack.closedRule, code: 'window.closed' };
  return chances.length === 0 ? reason : { ...reason, nextChanceMs: Math.min(...chances) };
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
