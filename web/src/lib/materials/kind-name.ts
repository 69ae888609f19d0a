import type { MaterialKind, MessageCardKind, NameCardKind } from '../contracts.ts';
import { m } from '../paraglide/messages.js';

const NAMES: Readonly<Record<MaterialKind, () => string>> = {
  text: m.kind_text,
  image: m.kind_image,
  video: m.kind_video,
  combined: m.kind_combined,
};

export const kindName = (kind: MaterialKind): string => NAMES[kind]();

const MESSAGE_CARDS: Readonly<Record<MessageCardKind, () => string>> = {
  'text-link': m.message_card_text_link,
  'image-link': m.message_card_image_link,
  'question-list': m.message_card_question_list,
  'phone-call': m.message_card_phone_call,
};

/** What a message card of Douyin does (M3). */
export const messageCardName = (kind: MessageCardKind): string => MESSAGE_CARDS[kind]();

const HOLDS: Readonly<Record<NameCardKind, () => string>> = {
  wecom: m.name_card_wecom,
  dingtalk: m.name_card_dingtalk,
  wechat: m.name_card_wechat,
  phone: m.name_card_phone,
};

/** What a name card gives the customer (M3). */
export const holdsName = (holds: NameCardKind): string => HOLDS[holds]();
