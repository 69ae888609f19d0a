import type { TraceView } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import { figure, type Place } from '../words/time.ts';
import { accountStatusName, kindName, momentWords, reasonWords } from '../words/words.ts';

/** One thing that the gate knew when it decided, for people (Z1). */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

interface Seen {
  readonly place: Place;
  readonly nowMs: number;
}

/** Everything a decision rested on, in operator's words: the customer, what was sent, what was given, the account. */
export function factsOf(trace: Pick<TraceView, 'facts' | 'standing' | 'gate'>, seen: Seen): readonly Fact[] {
  const at = (ms: number): string => momentWords(ms, seen.nowMs, seen.place);
  return [
    ...stoodInTheWay(trace.gate),
    ...ofCustomer(trace.facts, at),
    ...ofEarlySends(trace.facts, at),
    ...ofGifts(trace.facts, at),
    ...ofAccount(trace.standing),
  ];
}

type At = (ms: number) => string;
const count = (value: number): string => figure(value, getLocale());
const yesNo = (is: boolean): string => (is ? m.fact_yes() : m.fact_no());

function stoodInTheWay(gate: TraceView['gate']): readonly Fact[] {
  if (!gate) return [];
  const { account } = gate;
  const status = account === 'gone' ? reasonWords('account.gone') : account && accountStatusName(account);
  return [
    ...(gate.epoch === undefined ? [] : [{ name: m.fact_taken_over(), value: m.fact_yes() }]),
    ...(gate.burstKey === undefined ? [] : [{ name: m.fact_newer_message(), value: m.fact_yes() }]),
    ...(status === undefined ? [] : [{ name: m.fact_account(), value: status }]),
  ];
}

function ofCustomer(facts: TraceView['facts'], at: At): readonly Fact[] {
  const { lastCustomerMessageAtMs: spokeAtMs, firstEnteredAtMs } = facts;
  return [
    { name: m.fact_spoke(), value: spokeAtMs === undefined ? m.fact_never() : at(spokeAtMs) },
    ...(spokeAtMs === undefined ? [] : [{ name: m.fact_sent_since(), value: count(facts.sentSinceCustomerMessage) }]),
    ...facts.entries.map(({ atMs, spent }) => ({
      name: m.fact_entered(),
      value: m.fact_entry({ time: at(atMs), count: spent }),
    })),
    ...(firstEnteredAtMs === undefined ? [] : [{ name: m.fact_first_entered(), value: at(firstEnteredAtMs) }]),
    ...(facts.follows ? [{ name: m.fact_follows(), value: m.fact_yes() }] : []),
    ...(facts.closedByPlatformAtMs === undefined
      ? []
      : [{ name: m.fact_closed(), value: m.fact_closed_at({ time: at(facts.closedByPlatformAtMs) }) }]),
  ];
}

/** W4: what left before the customer spoke. */
function ofEarlySends({ beforeSpeech, firstSentAtMs, everSent }: TraceView['facts'], at: At): readonly Fact[] {
  const early = beforeSpeech.map(({ atMs, kind, unproven }) => {
    const time = at(atMs);
    const what = kind === 'text' ? m.fact_before_text({ time }) : m.fact_before_other({ time });
    return { name: m.fact_before_speech(), value: unproven ? m.fact_unproven({ what }) : what };
  });
  if (firstSentAtMs !== undefined) return [...early, { name: m.fact_first_sent(), value: at(firstSentAtMs) }];
  return everSent ? [...early, { name: m.fact_ever_sent(), value: m.fact_yes() }] : early;
}

/** W3, W7: consent with its touch, and intent comments. */
function ofGifts({ consent, comments = [] }: TraceView['facts'], at: At): readonly Fact[] {
  const given = consent && {
    name: m.fact_consent(),
    value:
      consent.untilMs === undefined
        ? m.fact_consent_open({ from: at(consent.atMs) })
        : m.fact_consent_until({ from: at(consent.atMs), until: at(consent.untilMs) }),
  };
  const touch = consent?.touchAtMs === undefined ? undefined : { time: at(consent.touchAtMs), count: consent.spent };
  return [
    ...(given ? [given] : []),
    ...(touch ? [{ name: m.fact_touch(), value: m.fact_touch_spent(touch) }] : []),
    ...comments.map(({ atMs, repliedAtMs }) => ({
      name: m.fact_comment(),
      value:
        repliedAtMs === undefined
          ? m.fact_comment_open({ time: at(atMs) })
          : m.fact_comment_answered({ time: at(atMs), answered: at(repliedAtMs) }),
    })),
  ];
}

function ofAccount(standing: TraceView['standing']): readonly Fact[] {
  if (!standing) return [];
  return [
    { name: m.fact_kind(), value: kindName(standing.kind) },
    { name: m.fact_weight(), value: standing.highWeight ? m.fact_weight_high() : m.fact_weight_normal() },
    { name: m.fact_spend(), value: m.fact_spend_yuan({ yuan: count(standing.adSpend30dYuan) }) },
    { name: m.fact_mutual_follow(), value: yesNo(standing.mutualFollow) },
  ];
}
