import * as z from 'zod';
import { BusEvent } from '../../shared/contracts/queues.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import type { ConversationKey } from '../../shared/conversations/model-keys.ts';
import type { NoticeStore } from '../../shared/live/store-notices.ts';
import type { Log } from '../../shared/runtime/log.ts';

export interface NoticeDeps {
  readonly notices: Pick<NoticeStore, 'putOnce'>;
  readonly loadHead: (key: ConversationKey) => Promise<Conversation | undefined>;
  readonly log: Log;
}

const Envelope = z.object({ detail: BusEvent });

/**
 * G2, K5: people are told of hand-overs and captured contacts. The notice's key comes from the event, so a repeat writes
 * nothing; the table's stream brings it to open consoles.
 *
 * @throws {z.ZodError} for what is no event of ours: the bus gives up after its retries and keeps it.
 */
export const createHandler =
  (deps: NoticeDeps) =>
  async (event: unknown): Promise<void> => {
    const { detail } = Envelope.parse(event);
    const { tenantId, conversationId, eventId: id, atMs, kind } = detail;
    // Whoever gets it sees it; nobody else needs to be told.
    if (kind === 'conversation.waiting') return;
    const head = await deps.loadHead({ tenantId, conversationId });
    const isNew = await deps.notices.putOnce({
      tenantId,
      id,
      atMs,
      kind,
      conversationId,
      customerName: head?.customerName ?? '',
      ...(kind === 'agent.handed-over' ? { reason: detail.reason } : {}),
    });
    if (isNew) deps.log.info('notice.written', { tenantId, conversationId, kind, eventId: id });
  };
