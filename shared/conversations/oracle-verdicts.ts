import type { SpentGrant } from './model-head.ts';
import type { Allowed, Candidate, Verdict, WindowFacts } from './model-rules.ts';
import { type Asked, mayGo, type Past } from './oracle.ts';
import { type History, heardOrder, type Step } from './oracle-histories.ts';
import { douyinPack } from './pack-douyin.ts';
import type { RulePack } from './pack-schema.ts';
import { xiaohongshuPack } from './pack-xiaohongshu.ts';
import {
  factsAfterClaim,
  factsAfterClosing,
  factsAfterComment,
  factsAfterConsent,
  factsAfterEntry,
  factsAfterForeignSend,
  factsAfterProof,
  factsAfterRefund,
  factsAfterSpeech,
  NO_FACTS,
} from './rules-facts.ts';
import { judge } from './rules-windows.ts';

/** Plays a history to the engine, which keeps facts, and to the oracle, which looks at everything that happened. */

/** Where the two part: what the engine did wrong by the oracle, and all that is needed to see it. */
export interface Disagreement {
  readonly what: string;
  /** The step that asked. */
  readonly step: number;
  readonly past: readonly Past[];
  readonly verdict: Verdict;
}

/** What was asked of the engine and what it answered, counted: `yes W1`, `no W4 window.text-first`. */
export type Tally = Map<string, number>;

const PACKS = { douyin: douyinPack, xiaohongshu: xiaohongshuPack };
/** Of what is without limit so many more must go, and so long after. */
const [MANY, LONG_MS] = [12, 400 * 86_400_000];

/** Where a chance might be that the engine does not name: an hour, a day, two, a month on. */
const CHANCES = [3_600_000, 86_400_000, 2 * 86_400_000, 30 * 86_400_000];

interface Course {
  readonly pack: RulePack;
  readonly history: History;
  readonly past: Past[];
  facts: WindowFacts;
  /** When comments were answered: what proves such an answer proves nothing of first contact. */
  readonly answersAtMs: Set<number>;
  /** A right that the platform's refusal gives back before anything else is asked. */
  owed: SpentGrant | undefined;
}

/** The first question of the history that engine and oracle answer differently; undefined = they agree on all. */
export function disagreement(
  history: History,
  pack: RulePack = PACKS[history.asker.platform],
  tally?: Tally,
): Disagreement | undefined {
  const course: Course = { pack, history, past: [], facts: NO_FACTS, answersAtMs: new Set(), owed: undefined };
  for (const at of heardOrder(history.steps)) {
    const step = history.steps[at];
    if (!step) continue;
    const nowMs = history.startMs + step.afterMs;
    if (step.kind !== 'send') {
      happen(course, step, at, nowMs);
      course.past.sort((one, other) => one.atMs - other.atMs);
      continue;
    }
    const found = asked(course, step, nowMs, tally);
    if (found) return { ...found, step: at, past: course.past };
  }
  return undefined;
}

/** What needs no right: the customer, the platform or the phone app did it. */
function happen(course: Course, step: Step, at: number, atMs: number): void {
  const { pack, facts, past } = course;
  switch (step.kind) {
    case 'enter': {
      const follows = step.follows ?? false;
      course.facts = factsAfterEntry(pack, facts, { key: `e${at}`, atMs, follows }).facts;
      past.push({ kind: 'enter', atMs, follows });
      return;
    }
    case 'consent':
    case 'withdraw': {
      const untilMs = step.forMs === undefined ? undefined : atMs + step.forMs;
      course.facts = factsAfterConsent(facts, { atMs, given: step.kind === 'consent', untilMs });
      past.push({ kind: step.kind, atMs, ...(untilMs === undefined ? {} : { untilMs }) });
      return;
    }
    case 'comment':
      course.facts = factsAfterComment(pack, facts, { id: `c${at}`, atMs });
      past.push({ kind: 'comment', atMs, comment: `c${at}` });
      return;
    case 'proof': {
      const ofMs = past.find((one) => one.timedOut && !past.some((other) => other.ofMs === one.atMs))?.atMs;
      if (ofMs === undefined) return;
      if (!course.answersAtMs.has(ofMs)) course.facts = factsAfterProof(facts, ofMs);
      past.push({ kind: 'proof', atMs, ofMs });
      return;
    }
    case 'phone':
      course.facts = factsAfterForeignSend(pack, facts, { atMs, kind: kindOf(step) });
      break;
    case 'speak':
      course.facts = factsAfterSpeech(facts, atMs);
      break;
    case 'overuse':
      course.facts = factsAfterClosing(facts);
      break;
    case 'send':
      return;
  }
  past.push({ kind: step.kind, atMs });
}

const kindOf = ({ type }: Step): 'text' | 'other' => (type === 'text' ? 'text' : 'other');

/** A question, and what becomes of the message where the answer is yes. */
function asked(
  course: Course,
  step: Step,
  nowMs: number,
  tally: Tally | undefined,
): Pick<Disagreement, 'what' | 'verdict'> | undefined {
  const { pack, history, past } = course;
  if (course.owed) course.facts = factsAfterRefund(course.facts, course.owed);
  course.owed = undefined;
  const contentType = step.type ?? 'text';
  const comments = past.filter(({ kind }) => kind === 'comment');
  const quotes = step.quote === undefined ? undefined : comments[step.quote % comments.length]?.comment;
  const { spendYuan: adSpend30dYuan, kind, highWeight, mutualFollow } = history.asker;
  const standing = { adSpend30dYuan, kind, highWeight, mutualFollow };
  const candidate: Candidate = { contentType, sender: 'operator', quotes };
  const ask = (atMs: number): Verdict => judge(pack, standing, course.facts, candidate, atMs);
  const verdict = ask(nowMs);
  count(tally, verdict);
  const what = whatIsWrong(course, { type: contentType, quotes }, ask, verdict, nowMs);
  if (what !== undefined) return { what, verdict };
  if (verdict.kind === 'allowed') leave(course, step, verdict, quotes, nowMs);
  return undefined;
}

function leave(course: Course, step: Step, verdict: Allowed, quotes: string | undefined, nowMs: number): void {
  const fate = step.fate ?? 'taken';
  if (fate === 'kept') return;
  const claimed = factsAfterClaim(course.facts, verdict, kindOf(step), nowMs);
  course.facts = claimed.facts;
  if (fate === 'returned') {
    course.owed = claimed.grant;
    return;
  }
  const isAnswer = verdict.commentId !== undefined;
  if (isAnswer) course.answersAtMs.add(nowMs);
  if (fate === 'taken' && !isAnswer) course.facts = factsAfterProof(claimed.facts, claimed.grant.sentAtMs);
  const comment = step.type === 'text' && quotes !== undefined ? { comment: quotes } : {};
  course.past.push({ kind: 'send', atMs: nowMs, timedOut: fate === 'unanswered', ...comment });
}

/** Nothing illegal is allowed, nothing legal refused, and what the verdict promises besides is true. */
function whatIsWrong(
  { past, history: { asker } }: Course,
  question: Asked,
  ask: (atMs: number) => Verdict,
  verdict: Verdict,
  nowMs: number,
): string | undefined {
  const legal = (atMs: number): boolean => mayGo(past, asker, question, atMs);
  if (verdict.kind === 'refused') {
    if (legal(nowMs)) return 'refused what a rule grants';
    const { nextChanceMs } = verdict;
    if (nextChanceMs === undefined)
      return CHANCES.some((ms) => legal(nowMs + ms)) ? 'kept a chance to itself' : undefined;
    if (!legal(nextChanceMs)) return 'promised no chance';
    return legal(nextChanceMs - 1) ? 'promised a chance too late' : undefined;
  }
  if (!legal(nowMs)) return 'allowed what no rule grants';
  const { untilMs = nowMs + LONG_MS, left = MANY } = verdict;
  if (!legal(untilMs - 1)) return 'promised too long a time';
  if ((ask(untilMs).kind === 'allowed') !== legal(untilMs)) return 'was wrong about the end of the time';
  // The first is of the type that was asked for, the others are texts.
  const gone: Past[] = [...past];
  for (let more = 1; more < left; more++) {
    const comment = more === 1 && question.quotes !== undefined ? { comment: question.quotes } : {};
    gone.push({ kind: 'send', atMs: nowMs, ...(question.type === 'text' ? comment : {}) });
    if (!mayGo(gone, asker, { type: 'text' }, nowMs)) return 'promised too many';
  }
  return undefined;
}

function count(tally: Tally | undefined, verdict: Verdict): void {
  if (!tally) return;
  const name = verdict.kind === 'allowed' ? `yes ${verdict.rule}` : `no ${verdict.rule} ${verdict.code}`;
  tally.set(name, (tally.get(name) ?? 0) + 1);
}
