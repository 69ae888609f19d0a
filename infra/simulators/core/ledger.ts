import type { Conversation, Message, Who } from './model.ts';
import { fingerprint, type World } from './world.ts';

/** A call that the platform did not carry out. */
export type Refusal = Who & {
  readonly atMs: number;
  readonly operation: 'send' | 'recall';
  readonly code: number;
  readonly why: string;
  /** True where the caller broke a rule it could know; false for tokens, throttling and injected faults. */
  readonly illegal: boolean;
};

/** The twin's own book: what it received, sent, accepted and refused. It judges; nobody else's clock or count matters. */
export interface Ledger {
  count(name: string, who?: Who): void;
  refuse(refusal: Refusal): void;
  /** Books an accepted send; counts it as a duplicate where the customer got the same twice for one occasion. */
  accept(conversation: Conversation, message: Message): void;
  readonly counters: Readonly<Record<string, number>>;
  readonly refusals: readonly Refusal[];
  clear(): void;
}

const KEPT_REFUSALS = 10_000;

const zero = {
  entries: 0,
  customerMessages: 0,
  accepted: 0,
  refused: 0,
  refusedIllegal: 0,
  duplicates: 0,
  recalled: 0,
  leads: 0,
  echoes: 0,
  webhookEvents: 0,
  webhookAttempts: 0,
  webhookAcknowledged: 0,
  webhookRejected: 0,
  webhookUnreachable: 0,
  webhookGivenUp: 0,
};

export function createLedger(world: World): Ledger {
  let counters: Record<string, number> = { ...zero };
  let refusals: Refusal[] = [];
  // Reloaded conversations bring their counts along.
  for (const conversation of world.conversations.values()) {
    for (const [name, n] of Object.entries(conversation.counters)) counters[name] = (counters[name] ?? 0) + n;
  }

  const count = (name: string, who?: Who): void => {
    counters[name] = (counters[name] ?? 0) + 1;
    if (!who) return;
    const conversation = world.existing(who);
    if (conversation) conversation.counters[name] = (conversation.counters[name] ?? 0) + 1;
  };

  return {
    get counters() {
      return counters;
    },
    get refusals() {
      return refusals;
    },
    count,
    refuse(refusal) {
      count('refused', refusal);
      if (refusal.illegal) count('refusedIllegal', refusal);
      count(`refused.${refusal.code}`, refusal);
      refusals.push(refusal);
      if (refusals.length > KEPT_REFUSALS) refusals = refusals.slice(-KEPT_REFUSALS);
      const conversation = world.existing(refusal);
      if (conversation) world.save(conversation);
    },
    accept(conversation, message) {
      count('accepted', conversation);
      if (isRepeat(world, conversation, message)) count('duplicates', conversation);
      conversation.acceptedSinceCustomer += 1;
      world.save(conversation);
      world.add(message);
    },
    clear() {
      counters = { ...zero };
      refusals = [];
    },
  };
}

/** The same content for the same trigger, or again although the customer did nothing in between. */
function isRepeat(world: World, conversation: Conversation, message: Message): boolean {
  const print = fingerprint(message.body);
  return world
    .thread(conversation)
    .slice(-50)
    .some(
      (earlier) =>
        earlier.via === 'api' &&
        earlier.from === 'account' &&
        fingerprint(earlier.body) === print &&
        (earlier.triggerId === undefined || earlier.triggerId !== message.triggerId
          ? earlier.atMs >= (conversation.lastActAtMs ?? 0)
          : true),
    );
}
