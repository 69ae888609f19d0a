import type { SendRequest } from '../platform.ts';
import { textFault } from '../sendable-text.ts';
import { ENTRY_SCENE, MAX_TEXT_CODE_POINTS, MSG_TYPES, PROACTIVE_SCENE } from './wire-calls.ts';

/** A message as Douyin wants it, or why it cannot be one. C2: a Douyin account never sends video. */
export type Outgoing = { readonly content: object } | { readonly fault: string };

export function contentOf({ body }: Pick<SendRequest, 'body'>): Outgoing {
  switch (body.type) {
    case 'text': {
      const fault = textFault(body.text, { max: MAX_TEXT_CODE_POINTS, unit: 'code-points' });
      return fault ? { fault } : { content: { msg_type: MSG_TYPES.text, text: { text: body.text } } };
    }
    case 'image':
      return body.mediaId
        ? { content: { msg_type: MSG_TYPES.image, image: { media_id: body.mediaId } } }
        : { fault: 'image.not-uploaded' };
    case 'card':
      // The retain card carries the product's phone-collect card: the newer component's wire format is not known.
      return body.card === 'phone-collect-card' && body.cardId !== ''
        ? { content: { msg_type: MSG_TYPES.retainCard, retain_consult_card: { card_id: body.cardId } } }
        : { fault: 'content.unsupported' };
    case 'video':
    case 'link':
    case 'gif-emoji':
    case 'unsupported':
      return { fault: 'content.unsupported' };
  }
}

/** The call's body; `msg_id` names the event that grants the right, the scene which right is used (W1, W2). */
export function sendBody(request: SendRequest, content: object): Outgoing {
  if (request.occasion === 'proactive') {
    return { content: { to_user_id: request.customerPlatformId, scene: PROACTIVE_SCENE, content_list: [content] } };
  }
  if (request.occasion === 'first-contact' || request.occasion === 'comment') return { fault: 'occasion.unsupported' };
  const { messageRef, conversationRef } = request.replyRef ?? {};
  if (messageRef === undefined || conversationRef === undefined) return { fault: 'reply.no-conversation' };
  return {
    content: {
      msg_id: messageRef,
      conversation_id: conversationRef,
      to_user_id: request.customerPlatformId,
      ...(request.occasion === 'entry' ? { scene: ENTRY_SCENE } : {}),
      content,
    },
  };
}
