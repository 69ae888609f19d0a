import type { MaterialKind, NameCardKind } from '../contracts.ts';
import { m } from '../paraglide/messages.js';

const NAMES: Readonly<Record<MaterialKind, () => string>> = {
  text: m.kind_text,
  image: m.kind_image,
  video: m.kind_video,
  combined: m.kind_combined,
};

export const kindName = (kind: MaterialKind): string => NAMES[kind]();

const HOLDS: Readonly<Record<NameCardKind, () => string>> = {
  wecom: m.name_card_wecom,
  dingtalk: m.name_card_dingtalk,
  wechat: m.name_card_wechat,
  phone: m.name_card_phone,
};

/** What a name card gives the customer (M3). */
export const holdsName = (holds: NameCardKind): string => HOLDS[holds]();
