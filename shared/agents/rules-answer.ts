import type { Platform } from '../conversations/model.ts';
import type { ModelAnswer, ToolResult } from './model.ts';
import { policyViolations } from './rules-policy.ts';
import { splitBubbles, tidyReply } from './rules-reply.ts';
import { type AgentAction, judgeToolCall, type ToolFacts } from './rules-tools.ts';

/** From what a model answered to what may happen. Everything a model says is untrusted (SEC18). */

/** SEC20: calls to the model, and tools it may use, per burst. */
export const MAX_ROUNDS = 3;
export const MAX_TOOL_CALLS = 6;
const MAX_TAGS = 3;
/** Three full bubbles in code units, with room for what tidying removes. */
const MAX_REPLY_CHARS = 2_000;

type Answered = Extract<ModelAnswer, { kind: 'answered' }>;

export interface AnswerFacts extends ToolFacts {
  readonly platform: Platform;
  /** What grounds figures and promises (G3). */
  readonly grounds: string;
  /** Messages left in the window; absent = no limit. */
  readonly messagesLeft?: number;
}

/** What a burst gets: texts, a material and a card to send, tags to set, perhaps a person. */
export interface Decision {
  readonly bubbles: readonly string[];
  readonly leadCard: boolean;
  /** Key of the offered material to send (G4). */
  readonly material?: string;
  readonly tags: readonly string[];
  /** Dotted code of the reason; absent = the agent goes on. */
  readonly handOver?: string;
}

export type Step =
  | { readonly kind: 'decided'; readonly decision: Decision; readonly ignored: readonly string[] }
  /** The model has not said anything for the customer yet, or said it of a tool that was refused. */
  | {
      readonly kind: 'again';
      readonly results: readonly ToolResult[];
      readonly actions: readonly AgentAction[];
      readonly ignored: readonly string[];
    };

export const handOver = (reason: string): Decision => ({ bubbles: [], leadCard: false, tags: [], handOver: reason });

const UNFINISHED: Readonly<Record<'cut' | 'refused' | 'other', string>> = {
  cut: 'model.cut',
  refused: 'model.refused',
  other: 'model.unfinished',
};

/**
 * Judges one answer (SEC18–SEC22, SEC25). `earlier` are actions granted in earlier rounds of the same burst. A cut-off,
 * declined, empty, over-long or rule-breaking text is never sent, not even in part: a person takes over.
 */
export function judgeAnswer(answer: Answered, earlier: readonly AgentAction[], facts: AnswerFacts): Step {
  const { stopReason } = answer;
  if (stopReason !== 'finished' && stopReason !== 'tools') return decided(handOver(UNFINISHED[stopReason]));
  const verdicts = answer.toolCalls
    .slice(0, MAX_TOOL_CALLS)
    .map((call) => ({ call, verdict: judgeToolCall(call, facts) }));
  const ignored = [
    ...verdicts.flatMap(({ verdict }) => (verdict.kind === 'ignored' ? [verdict.code] : [])),
    ...answer.toolCalls.slice(MAX_TOOL_CALLS).map(() => 'tool.too-many'),
  ];
  const actions = [
    ...earlier,
    ...verdicts.flatMap(({ verdict }) => (verdict.kind === 'action' ? [verdict.action] : [])),
  ];
  // Judging grows with length, and a hostile model could make it take the whole run: what can never fit is not read.
  if (answer.text.length > MAX_REPLY_CHARS) return decided(handOver('agent.policy.too-long'));
  const text = tidyReply(answer.text);
  const mistaken = ignored.includes('tool.not-now');
  if (answer.toolCalls.length > 0 && (text === '' || mistaken) && !actions.some(isHandOver)) {
    // Every call needs its result, also those beyond the cap.
    const results = answer.toolCalls.map((call, index) => {
      const verdict = verdicts[index]?.verdict;
      return { callId: call.id, text: verdict?.text ?? '调用过多，已忽略。', failed: verdict?.kind !== 'action' };
    });
    return { kind: 'again', results, actions, ignored };
  }
  return decided(decide(text, actions, facts), ignored);
}

const decided = (decision: Decision, ignored: readonly string[] = []): Step => ({ kind: 'decided', decision, ignored });
const isHandOver = (action: AgentAction) => action.kind === 'hand-over';

function decide(text: string, actions: readonly AgentAction[], facts: AnswerFacts): Decision {
  const wish = actions.find((action) => action.kind === 'hand-over');
  const reason = wish && `agent.hand-over.${wish.reason}`;
  if (text === '') return handOver(reason ?? 'model.empty');
  const [violation] = policyViolations(text, facts);
  if (violation !== undefined) return handOver(reason ?? `agent.policy.${violation}`);
  // Whoever is handed over gets words, and what comes with them from a person.
  const extras = reason === undefined ? extrasOf(actions, facts) : [NO_EXTRAS];
  const fitting = firstFitting(text, extras, facts.messagesLeft);
  if (!fitting) return handOver(reason ?? 'agent.policy.too-long');
  const { bubbles, leadCard, material } = fitting;
  return {
    bubbles,
    leadCard,
    ...(material === undefined ? {} : { material }),
    tags: [...new Set(actions.flatMap((action) => (action.kind === 'set-tag' ? [action.tag] : [])))].slice(0, MAX_TAGS),
    ...(reason === undefined ? {} : { handOver: reason }),
  };
}

/** What goes out after the words. */
interface Extras {
  readonly leadCard: boolean;
  readonly material?: string;
  /** Messages that these take. */
  readonly count: number;
}
const NO_EXTRAS: Extras = { leadCard: false, count: 0 };

/** What was granted, then less and less of it: with few messages left the words matter most, then the lead card. */
function extrasOf(actions: readonly AgentAction[], facts: AnswerFacts): readonly Extras[] {
  const leadCard = actions.some((action) => action.kind === 'send-lead-card');
  const wish = actions.find((action) => action.kind === 'send-material');
  const material = wish && facts.materials?.find(({ key }) => key === wish.material);
  const card = leadCard ? [{ leadCard, count: 1 }] : [];
  const both = { leadCard, material: material?.key ?? '', count: (leadCard ? 1 : 0) + (material?.messages ?? 0) };
  return [...(material ? [both] : []), ...card, NO_EXTRAS];
}

function firstFitting(text: string, extras: readonly Extras[], messagesLeft: number | undefined) {
  for (const each of extras) {
    const bubbles = splitBubbles(text, messagesLeft === undefined ? undefined : messagesLeft - each.count);
    if (bubbles) return { ...each, bubbles };
  }
  return undefined;
}
