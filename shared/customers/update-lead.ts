import { changeHead } from '../conversations/commit.ts';
import type { Lead } from '../conversations/model-customers.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import { loadRecord, putLead } from '../conversations/store-conversations.ts';
import { NotFound } from '../runtime/errors.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';

export interface LeadUpdate {
  readonly state?: Lead['state'] | undefined;
  /** Null = nobody follows it. */
  readonly ownerId?: string | null | undefined;
}

/** Moves a lead on and says who follows it (K5): state with who and when. @throws {NotFound} without such a lead. */
export async function updateLead(
  deps: { readonly table: RowTable; readonly clock: Clock },
  key: ConversationKey,
  update: LeadUpdate,
  memberId: string,
): Promise<Lead> {
  let lead: Lead | undefined;
  await changeHead(deps.table, key, async () => {
    const record = await loadRecord(deps.table, key, { rows: 0, consistent: true });
    if (!record?.lead) return undefined;
    const { lead: before } = record;
    const { state = before.state, ownerId } = update;
    const moved = state !== before.state;
    const { ownerId: _owner, ...unowned } = before;
    lead = {
      ...(ownerId === null ? unowned : before),
      ...(typeof ownerId === 'string' ? { ownerId } : {}),
      ...(moved ? { state, stateBy: memberId, stateAtMs: deps.clock.now() } : {}),
    };
    if (!moved && lead.ownerId === before.ownerId) return undefined;
    return { expected: record.conversation, head: record.conversation, with: [putLead(lead)] };
  });
  if (!lead) throw new NotFound('lead.unknown', 'no contact was left in this conversation');
  return lead;
}
