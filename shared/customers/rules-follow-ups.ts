/** A follow-up record (I4, K5): what was said or agreed, and perhaps when somebody must come back to it. */
export interface FollowUp {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly accountId: string;
  readonly followUpId: string;
  readonly text: string;
  readonly authorId: string;
  readonly createdAtMs: number;
  /** When its member is reminded; absent = a record alone. */
  readonly dueAtMs?: number;
  /** Who is reminded. */
  readonly memberId: string;
  readonly remindedAtMs?: number;
  readonly doneAtMs?: number;
  readonly version: number;
}

export const MAX_FOLLOW_UP_CHARS = 1_000;
/** Further ahead nobody plans, and a mistyped year would wait for ever. */
const MAX_AHEAD_MS = 366 * 24 * 3_600_000;

/** Whether somebody still has to be reminded of it. */
export const isOwed = ({ dueAtMs, remindedAtMs, doneAtMs }: FollowUp): boolean =>
  dueAtMs !== undefined && remindedAtMs === undefined && doneAtMs === undefined;

/** Whether it still waits to be done. */
export const isOpen = ({ dueAtMs, doneAtMs }: FollowUp): boolean => dueAtMs !== undefined && doneAtMs === undefined;

/** Why a reminder cannot be set for this instant, if so. */
export function refusalOfDue(dueAtMs: number, nowMs: number): 'due.past' | 'due.too-far' | undefined {
  if (dueAtMs <= nowMs) return 'due.past';
  return dueAtMs - nowMs > MAX_AHEAD_MS ? 'due.too-far' : undefined;
}

export interface FollowUpChange {
  readonly text?: string | undefined;
  /** Null = no reminder. */
  readonly dueAtMs?: number | null | undefined;
  readonly done?: boolean | undefined;
  readonly memberId?: string | undefined;
}

/** A changed record. Another time or another member asks for another reminder; what is done asks for none, and undone asks again only for what lies ahead. */
export function changedFollowUp(before: FollowUp, change: FollowUpChange, nowMs: number): FollowUp {
  const { dueAtMs: _due, doneAtMs: _done, remindedAtMs, ...rest } = before;
  const dueAtMs = change.dueAtMs === undefined ? before.dueAtMs : (change.dueAtMs ?? undefined);
  const isDone = change.done ?? before.doneAtMs !== undefined;
  const memberId = change.memberId ?? before.memberId;
  const isReminded = remindedAtMs !== undefined && dueAtMs === before.dueAtMs && memberId === before.memberId;
  return {
    ...rest,
    memberId,
    text: change.text ?? before.text,
    version: before.version + 1,
    ...(dueAtMs === undefined ? {} : { dueAtMs }),
    ...(isReminded ? { remindedAtMs } : {}),
    ...(isDone ? { doneAtMs: before.doneAtMs ?? nowMs } : {}),
  };
}
