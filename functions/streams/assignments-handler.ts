import * as z from 'zod';
import { BusEvent } from '../../shared/contracts/queues.ts';
import type { ConversationKey } from '../../shared/conversations/model-keys.ts';

const Envelope = z.object({ detail: BusEvent });

/**
 * A conversation waits for a person: the tenant's rule finds one (I5). A repeated event finds it assigned already.
 *
 * @throws {z.ZodError} for what is no event of ours: the bus gives up after its retries and keeps it.
 */
export const createHandler =
  (deps: { readonly assignWaiting: (key: ConversationKey) => Promise<void> }) =>
  async (event: unknown): Promise<void> => {
    const { tenantId, conversationId } = Envelope.parse(event).detail;
    await deps.assignWaiting({ tenantId, conversationId });
  };
