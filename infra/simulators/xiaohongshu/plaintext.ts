import type { Body } from '../core/model.ts';

/** message_type of a body. */
export function typeOf(body: Body): string {
  const types = {
    text: 'TEXT',
    image: 'IMAGE',
    video: 'VIDEO',
    gif: 'SMILES',
    card: 'CARD',
    other: 'UNKNOWN',
  } as const;
  return types[body.kind];
}

/** What a message holds once it is opened; only TEXT has a public trace, the rest follows the reference's proposal. */
export function plaintext(body: Body): Record<string, unknown> {
  switch (body.kind) {
    case 'text':
      return { text: body.text };
    case 'image':
      return { image_url: body.url ?? '', width: 1080, height: 1440 };
    case 'video':
      return { video_url: body.url ?? '', cover_url: '', duration: 12, width: 720, height: 1280 };
    case 'gif':
      return { image_url: body.url ?? '' };
    case 'card':
      return cardPlaintext(body);
    case 'other':
      return {};
  }
}

const WIRE_CARD = {
  'name-card': 'SOCIAL_CARD',
  'lead-card': 'LEAD_CARD',
  'landing-page': 'LANDING_PAGE',
  note: 'NOTE',
  'trade-card': 'TRADE_CARD',
  'web-page': 'WEB',
  'retain-card': 'LEAD_CARD',
  'phone-collect-card': 'LEAD_CARD',
} as const;

function cardPlaintext(body: Extract<Body, { kind: 'card' }>): Record<string, unknown> {
  const common = { card_type: WIRE_CARD[body.card], title: body.title };
  if (body.card === 'web-page') return { ...common, link: body.link ?? '', cover_url: '' };
  if (body.card === 'note') return { ...common, note_id: body.cardId, cover_url: '' };
  return { ...common, material_id: body.cardId };
}
