import { NotFound } from '../runtime/errors.ts';
import type { MessageName } from './held.ts';
import type { Message, Trace } from './model-messages.ts';
import { packById } from './packs.ts';
import type { ConversationDeps } from './ports.ts';
import { platformOf } from './rules-account-id.ts';
import { type Reevaluation, reevaluate } from './rules-trace.ts';
import { findMessage } from './store-message-search.ts';

export interface Explanation {
  readonly message: Message;
  readonly trace: Trace;
  readonly basis: NonNullable<Trace['basis']>;
  readonly again: Reevaluation;
}

/**
 * Why a message was or was not sent (Z1): the stored verdict, what it rested on, and whether the engine still says the
 * same.
 *
 * @throws {NotFound} `message.unknown`; `trace.unknown` where the gate has not judged it or kept no facts.
 */
export async function explainMessage(
  deps: Pick<ConversationDeps, 'table'>,
  { messageId, placeMs, ...key }: MessageName,
): Promise<Explanation> {
  const message = await findMessage(deps.table, key, messageId, placeMs);
  if (!message) throw new NotFound('message.unknown', 'no such message');
  const { trace } = message;
  const pack = trace && packById(platformOf(message.accountId), trace.pack);
  const again = trace && pack && reevaluate(pack, message, trace);
  if (!again || !trace.basis) throw new NotFound('trace.unknown', 'nothing is stored of a decision on this message');
  return { message, trace, basis: trace.basis, again };
}
