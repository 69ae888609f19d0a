/** Named situations that a run of seeds must reach; a green run that never met them proves nothing. */
export const SITUATIONS = {
  'webhook-repeated': 'a webhook came again after it was stored',
  'webhook-after-lost-200': 'a webhook was repeated because our 200 was lost',
  'kept-aside': 'an event came before its account was known and was kept aside',
  'webhook-forged': 'a forged webhook was refused',
  'webhook-failed-then-stored': 'a webhook was answered 5xx and stored on a later attempt',
  'event-stale': 'an event came more than ten minutes late',
  'entry-after-speech': 'an entry event arrived after the message that followed it',
  'race-lost': 'a writer lost its race and decided again',
  'killed-in-claim': 'a sender died around its claim',
  'killed-around-send': 'a sender died around the platform call',
  'claim-of-dead-sender': 'a claimed send whose sender died was called unknown',
  'zombie-wrote': 'a zombie went on after its successor had started',
  'unknown-outcome': 'a send ended with an unknown outcome',
  'echo-proved-unknown': 'an echo proved a send of unknown outcome',
  'echo-before-answer': 'an echo arrived while its send was in flight',
  'echo-foreign': 'a message sent in the phone app came as an echo',
  'window-shut-on-the-way': 'a window shut between claim and the platform',
  'platform-refused-window': 'the platform said that a window is used up',
  'grant-given-back': 'a spent grant was given back after a refusal',
  throttled: 'the platform asked for patience and the send was put off',
  'token-renewed-in-send': 'a dead token was renewed and the call repeated',
  'takeover-while-composing': 'a person took over while the model was composing',
  'takeover-waited': 'a takeover waited for an automated send in flight',
  'agent-fenced': 'an answer of the agent was dropped because a person took over',
  'agent-superseded': 'an answer was overtaken by a newer message',
  'agent-raced': 'two runs answered the same burst',
  'agent-handed-over': 'the agent handed over',
  'model-failed': 'the model failed and was asked again or a person was told',
  'sweep-found': 'the sweeper found owed work',
  'queue-redelivered': 'a queue message was received again',
  'dead-letter': 'a message reached a dead-letter queue',
  redrive: 'dead letters were redriven',
  held: 'a message of a person was held',
  'held-left-later': 'a held message left when the customer acted',
  expired: 'a held message expired',
  'second-visit-busy': 'two senders met in one conversation',
  'contact-captured': 'a contact was captured',
  'stale-read': 'a read answered what was true before',
  'partial-batch': 'a batch failed in part',
  'console-resynced': 'a console was told to load once more',
  'wild-clock': 'a clock was off by up to two minutes',
  'recalled-by-us': 'a person took a sent message back',
  'recall-too-late': 'a recall was refused because it came too late',
  'stream-rewound': 'a stream began again several batches back',
  'welcome-sent': 'a welcome message left inside its thirty seconds',
  'xiaohongshu-first-contact': 'a first contact left before the customer spoke',
  'write-applied-answer-lost': 'a write happened and its answer was lost',
  'comment-sent': 'an intent comment had its one answer (W7)',
  'proactive-sent': 'a message left by the consent of its customer (W3)',
  'comment-refused': 'an answer to a comment was refused: answered already, or too little spent (W7, A3)',
  'touch-used-up': 'a message of a full touch was held for tomorrow (W3)',
  'consent-withdrawn': 'a consent that still ran was taken back',
  'answer-garbled': 'a partial-batch answer made no sense and the whole batch came again',
  'bulk-read-in-part': 'a bulk read was answered in part and asked again',
  'webhook-too-large': 'a webhook was refused because nothing that size can be kept',
  'item-near-limit': 'an item of more than half of what the table takes was stored',
  'account-unhosted': 'an account was unhosted while instances remembered it',
  'old-secret': 'an instance refused a genuine webhook by a secret that was replaced',
  'old-agent': 'an agent answered as it was taught moments ago',
  'clocks-changed': 'an agent answered after the clocks of its tenant had changed',
  'usage-unsure': 'usage was counted and the answer was lost',
  'usage-of-another-day': 'usage was counted on a day that is not the platforms’',
  'sent-later': 'a message left at the time that a person chose',
  'snooze-over': 'a snoozed conversation came back by the clock',
  'paced-application': 'a message waited for its tenant’s share of the application’s pace',
  paced: 'a message waited for its place in the pace of its account',
  'late-by-skew': 'a slow clock sent later than the platform allows',
} as const;
export type Situation = keyof typeof SITUATIONS;
const isSituation = (name: string): name is Situation => name in SITUATIONS;
export const ALL_SITUATIONS: readonly Situation[] = Object.keys(SITUATIONS).filter(isSituation);

/** What a run met, how often: named situations, pairs of effect and fault, effects. */
export interface Reached {
  readonly counts: ReadonlyMap<string, number>;
  readonly pairs: ReadonlyMap<string, number>;
  readonly effects: ReadonlyMap<string, number>;
}

export interface Situations extends Reached {
  reach(situation: Situation): void;
  pair(effect: string, fault: string): void;
  visit(effect: string): void;
}

const bump = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

export function createSituations(): Situations {
  const [counts, pairs, effects] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  return {
    counts,
    pairs,
    effects,
    reach: (situation) => bump(counts, situation),
    pair: (effect, fault) => bump(pairs, `${effect}×${fault}`),
    visit: (effect) => bump(effects, effect),
  };
}
