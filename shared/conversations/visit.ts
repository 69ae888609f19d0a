import type { OutboundJob } from '../contracts/queues.ts';
import { Unavailable } from '../runtime/errors.ts';
import { nextHead } from './commit.ts';
import type { Conversation } from './model-head.ts';
import type { ThreadRow } from './model-items.ts';
import type { Message } from './model-messages.ts';
import type { GateDeps } from './ports.ts';
import { burstAtMs } from './rules-burst.ts';
import { restingHead } from './rules-gate.ts';
import { commitHead, loadHead, loadOutbound } from './store-conversations.ts';

/** States in which a row may still leave. */
export const WAITING = ['planned', 'held', 'sending'] as const;

type Key = { readonly tenantId: string; readonly conversationId: string };

/** A conversation as one visit of the sender knows it. */
export interface Visit {
  readonly key: Key;
  /** As stored: what the next write is conditional on. */
  stored: Conversation;
  /** As it must become: what earlier steps of the visit decided and the next write carries. */
  head: Conversation;
  rows: readonly ThreadRow[];
  fromMs: number;
  /** Repeats the undecided changes on a fresh head after a lost race. */
  pending: ((head: Conversation) => Conversation)[];
  /** Rows that wrote or sent in this visit are what this map says, whatever an older read says. */
  readonly known: Map<string, Message>;
  /** Its place in the pace, waited for within this visit. */
  slotMs?: number | undefined;
  /** The platform has just said that the account may not send at all. */
  barred?: true;
  /** A refused token was renewed: once a visit. */
  renewed?: true;
}

/** Reads what a job names: the rows planned from its start on, and the head that judges them. */
export async function openVisit(deps: GateDeps, job: OutboundJob): Promise<Visit | undefined> {
  const key = { tenantId: job.tenantId, conversationId: job.conversationId };
  const hint = job.fromMs ?? oldestOwed(await loadHead(deps.table, key, { consistent: true }));
  if (hint === undefined) return undefined;
  const record = await loadOutbound(deps.table, key, hint);
  if (!record) return undefined;
  const head = record.conversation;
  const visit: Visit = { key, stored: head, head, rows: record.rows, fromMs: hint, pending: [], known: new Map() };
  // The head may owe more than the job knew of.
  if ((oldestOwed(head) ?? hint) < hint) await reload(deps, visit);
  return visit;
}

/** Where rows that may have to leave begin. */
function oldestOwed(head: Conversation | undefined): number | undefined {
  if (!head) return undefined;
  const burst = head.agentDue && burstAtMs(head.agentDue.burstKey) + 1;
  const known = [head.outbound?.fromMs, head.inFlight?.rowAtMs, burst].filter((ms) => ms !== undefined);
  return known.length === 0 ? head.lastActivityAtMs : Math.min(...known);
}

/** After a lost race: what is true now, with what this visit has decided but not yet written. */
export async function reload(deps: GateDeps, visit: Visit): Promise<void> {
  const from = Math.min(visit.fromMs, oldestOwed(visit.stored) ?? visit.fromMs);
  const record = await loadOutbound(deps.table, visit.key, from);
  if (!record) throw new Unavailable('conversation.gone', 'a conversation vanished while it was sent from');
  visit.fromMs = from;
  visit.stored = record.conversation;
  visit.rows = record.rows;
  // People may have changed what is held since it was written.
  for (const [id, { state }] of visit.known) if (state === 'held') visit.known.delete(id);
  visit.head = visit.pending.reduce((head, change) => change(head), record.conversation);
}

/** Decides something that the next write of the head carries. */
export function change(visit: Visit, decide: (head: Conversation) => Conversation): void {
  visit.pending.push(decide);
  visit.head = decide(visit.head);
}

export const messagesOf = (visit: Visit): readonly Message[] =>
  visit.rows.flatMap((row) => (row.row === 'message' ? (visit.known.get(row.message.messageId) ?? row.message) : []));

/** Rows that may still leave. A claimed message is skipped whatever its row says: the read may be older than the claim. */
export function waitingRows(visit: Visit): readonly Message[] {
  return messagesOf(visit).filter(
    (message) =>
      message.kind === 'message' &&
      (message.state === 'planned' || message.state === 'held') &&
      !visit.head.recent.some((send) => send.messageId === message.messageId),
  );
}

/** Writes what the visit left undecided; true = written, or nothing to write. */
export async function rest(deps: GateDeps, visit: Visit): Promise<boolean> {
  const resting = restingHead(visit.head, waitingRows(visit), deps.clock.now());
  const isSame = visit.pending.length === 0 && resting.outbound === visit.stored.outbound;
  const after = nextHead(visit.stored, resting);
  if (isSame || JSON.stringify({ ...after, version: 0 }) === JSON.stringify({ ...visit.stored, version: 0 }))
    return true;
  if (!(await commitHead(deps.table, visit.stored, after))) return false;
  visit.stored = after;
  visit.head = after;
  visit.pending = [];
  return true;
}
