import { nextHead } from './commit.ts';
import type { Message } from './model-messages.ts';
import type { GateDeps } from './ports.ts';
import type { SettleStep } from './rules-decision.ts';
import { lookAgainAtMs, withoutDebt } from './rules-gate.ts';
import { commitWith, settleMessage, writeMessage } from './store-conversations.ts';
import { change, type Visit, WAITING } from './visit.ts';

/**
 * Settles a row that cannot go now: held, or ended without leaving (W8). False = another writer was first, and nothing is
 * decided.
 *
 * An end that a clock or the account's state decides is written with the head, so that it and a claim exclude each other:
 * two senders' clocks and caches differ, and a message that one of them is sending must not be called expired by another
 * (INV4, F30). What a newer burst or owner ends needs no such care: their head has made older claims fail already.
 */
export async function settleUnsent(deps: GateDeps, visit: Visit, message: Message, step: SettleStep): Promise<boolean> {
  const settled = settledRow(message, step, deps.clock.now());
  const isHeld = step.state === 'held';
  if (isHeld && waitsAlike(message, settled)) {
    change(visit, (head) => withoutDebt(head, settled));
    return true;
  }
  if (isHeld || step.state === 'cancelled') await settleAlone(deps, visit, settled);
  else if (!(await settleWithHead(deps, visit, settled))) return false;
  const event = isHeld ? 'message.held' : 'message.refused';
  deps.log.info(event, { ...visit.key, messageId: message.messageId, code: step.code, state: step.state });
  return true;
}

/** What is held shows what it waits for now, what ended why it did: the decision that says so is kept with it (Z1). */
function settledRow(message: Message, { state, code, trace }: SettleStep, nowMs: number): Message {
  return { ...message, state, failure: { code }, trace, ...(state === 'held' ? {} : { settledAtMs: nowMs }) };
}

async function settleAlone(deps: GateDeps, visit: Visit, settled: Message): Promise<void> {
  change(visit, (head) => withoutDebt(head, settled));
  visit.known.set(settled.messageId, settled);
  // False = a person changed it since it was read: the head is newer too, and the visit will read both again.
  if (!(await settleMessage(deps.table, settled, WAITING))) visit.known.delete(settled.messageId);
}

async function settleWithHead(deps: GateDeps, visit: Visit, settled: Message): Promise<boolean> {
  const after = nextHead(visit.stored, withoutDebt(visit.head, settled));
  if (!(await commitWith(deps.table, visit.stored, after, [writeMessage(settled, WAITING)]))) return false;
  visit.known.set(settled.messageId, settled);
  visit.stored = after;
  visit.head = after;
  visit.pending = [];
  return true;
}

/** Held as before, for the same reason and until the same chance: nothing to write. */
const waitsAlike = (before: Message, after: Message): boolean =>
  before.state === 'held' &&
  before.failure?.code === after.failure?.code &&
  lookAgainAtMs(before, 0) === lookAgainAtMs(after, 0);
