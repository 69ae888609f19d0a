import type { ConversationKey } from '../conversations/model-keys.ts';
import type { ChangeRecord } from './rules-change.ts';

/** Something people or agents did to a customer, for the timeline (K1) and for taking it back. Never changed. */
export interface Activity extends ConversationKey {
  readonly activityId: string;
  /** Place in the timeline; part of the key. */
  readonly atMs: number;
  /** When it was done: later than `atMs` where a job did it, whose place is when it was ordered. */
  readonly doneAtMs: number;
  /** The member, or `agent:<id>`. */
  readonly actorId: string;
  readonly change: ChangeRecord;
  readonly jobId?: string;
}
