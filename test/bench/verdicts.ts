import type { Candidate, Standing, WindowFacts } from '../../shared/conversations/model-rules.ts';
import { historyOf } from '../../shared/conversations/oracle-histories.ts';
import type { RulePack } from '../../shared/conversations/pack-schema.ts';
import { packFor } from '../../shared/conversations/packs.ts';
import {
  factsAfterClaim,
  factsAfterEntry,
  factsAfterForeignSend,
  factsAfterSpeech,
  NO_FACTS,
} from '../../shared/conversations/rules-facts.ts';
import { hashOf } from '../../shared/conversations/rules-trace.ts';
import { judge } from '../../shared/conversations/rules-windows.ts';
import { type Measure, spread } from './report.ts';

/** Verdicts per second of processor time: the engine alone, on facts that random histories of both platforms left. */

interface Question {
  readonly pack: RulePack;
  readonly standing: Standing;
  readonly facts: WindowFacts;
  readonly candidate: Candidate;
  readonly nowMs: number;
}

const HISTORIES = 2_000;
const REPEATS = 15;
const ROUNDS = 5;
const MICROSECONDS = 1_000_000;

export async function measureVerdicts(): Promise<Measure[]> {
  const questions = (['douyin', 'xiaohongshu'] as const).flatMap((platform) =>
    Array.from({ length: HISTORIES }, (_, seed) => questionsIn(platform, seed + 1)).flat(),
  );
  const plain = Array.from({ length: REPEATS }, () => perSecond(questions, (question) => verdictOf(question).kind));
  const traced = Array.from({ length: REPEATS }, () =>
    perSecond(questions, (question) => {
      const { facts, standing } = question;
      return verdictOf(question).kind + hashOf({ facts, standing });
    }),
  );
  const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;
  return [
    {
      id: 'VERDICTS',
      what: 'verdicts a second of processor time, one core',
      value: median(plain),
      unit: '/s',
      gate: { atLeast: 100_000 },
      basis: 'cpu',
      also: [
        {
          what: 'the same with the hash of the facts, as a trace stores it',
          value: median(traced),
          unit: '/s',
          gate: { atLeast: 20_000 },
          basis: 'cpu',
        },
      ],
      details: { questions: questions.length, plain: spread(plain), traced: spread(traced) },
    },
  ];
}

const verdictOf = ({ pack, standing, facts, candidate, nowMs }: Question) =>
  judge(pack, standing, facts, candidate, nowMs);

/** The answers are looked at, so that no compiler leaves the work out. */
function perSecond(questions: readonly Question[], ask: (question: Question) => string): number {
  let characters = 0;
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) for (const question of questions) characters += ask(question).length;
  const { user, system } = process.cpuUsage(before);
  if (characters === 0) throw new Error('nothing was answered');
  return (questions.length * ROUNDS * MICROSECONDS) / (user + system);
}

/** What is asked along a history, with the facts of that moment. */
function questionsIn(platform: 'douyin' | 'xiaohongshu', seed: number): readonly Question[] {
  const { asker, startMs, steps } = historyOf(platform, seed);
  const pack = packFor(platform, startMs);
  const { spendYuan: adSpend30dYuan, kind, highWeight, mutualFollow } = asker;
  const standing = { adSpend30dYuan, kind, highWeight, mutualFollow };
  const asked: Question[] = [];
  let facts = NO_FACTS;
  for (const [at, step] of steps.entries()) {
    const nowMs = startMs + step.afterMs;
    const sent = step.type === 'text' ? 'text' : 'other';
    if (step.kind === 'enter')
      facts = factsAfterEntry(pack, facts, { key: `e${at}`, atMs: nowMs, follows: step.follows ?? false }).facts;
    if (step.kind === 'speak') facts = factsAfterSpeech(facts, nowMs);
    if (step.kind === 'phone') facts = factsAfterForeignSend(pack, facts, { atMs: nowMs, kind: sent });
    if (step.kind !== 'send') continue;
    const question = {
      pack,
      standing,
      facts,
      candidate: { contentType: step.type ?? 'text', sender: 'operator' },
      nowMs,
    } as const;
    asked.push(question);
    const verdict = verdictOf(question);
    if (verdict.kind === 'allowed') facts = factsAfterClaim(facts, verdict, sent, nowMs).facts;
  }
  return asked;
}
