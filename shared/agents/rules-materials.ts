import type { MessageBody } from '../conversations/model.ts';

/** What an AI employee may send besides words (G4): chosen by its supervisor, offered to the model by keys of ours. */

/** Every one of them stands in every prompt. */
export const MAX_AGENT_MATERIALS = 30;

/** A chosen material as it would leave at this account for this customer. */
export interface OfferedMaterial {
  /** What the model calls it; ids never pass through a model (SEC19). */
  readonly key: string;
  readonly name: string;
  readonly when: string;
  readonly bodies: readonly MessageBody[];
}

/** Whether it may be sent now; what is not possible is refused with a reason the model can act on. */
export type MaterialState = 'possible' | 'already-sent' | 'not-sendable';

/** What the model is told of a material, and what judges its wish to send it. */
export interface MaterialOffer {
  readonly key: string;
  readonly name: string;
  readonly when: string;
  /** How many messages it takes. */
  readonly messages: number;
  readonly state: MaterialState;
}

/** Whether what was sent shows the same as what would be sent. */
export function isSameBody(sent: MessageBody, wanted: MessageBody): boolean {
  if (wanted.type === 'text') return sent.type === 'text' && sent.text === wanted.text;
  if (wanted.type === 'card') return sent.type === 'card' && sent.cardId === wanted.cardId;
  if (wanted.type !== 'image' && wanted.type !== 'video') return false;
  return sent.type === wanted.type && sent.objectId !== undefined && sent.objectId === wanted.objectId;
}
