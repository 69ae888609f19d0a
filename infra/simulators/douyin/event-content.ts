import type { Body, Conversation, Entry, Source } from '../core/model.ts';
import type { World } from '../core/world.ts';
import { avatarUrl } from '../http/pictures.ts';

/** What the `content` of a webhook holds (reference section 2.5). */

export type ContentDeps = { readonly world: World; readonly origin: () => string };

/** Both parties, in no order that anyone may rely on. */
export function people(deps: ContentDeps, c: Conversation): unknown[] {
  const customer = deps.world.customers.get(c.customerId);
  const account = deps.world.accounts.get(c.accountId);
  const avatar = (name: string): string => avatarUrl(deps.origin(), name);
  return [
    { open_id: c.customerId, nick_name: customer?.name ?? '', avatar: avatar(customer?.name ?? '?') },
    { open_id: c.accountId, nick_name: account?.name ?? '', avatar: avatar(account?.name ?? '?') },
  ];
}

export function bodyFields(body: Body, maskPhones: boolean): Record<string, unknown> {
  switch (body.kind) {
    case 'text':
      return { message_type: 'text', text: body.text };
    case 'image':
      return { message_type: body.local ? 'user_local_image' : 'image' };
    case 'video':
      return body.local ? { message_type: 'user_local_video' } : { message_type: 'video', item_id: body.itemId ?? '' };
    case 'gif':
      return {
        message_type: 'emoji',
        resource_type: 'gif',
        resource_width: 240,
        resource_height: 240,
        resource_url: body.url ?? '',
      };
    case 'card':
      return cardFields(body, maskPhones);
    case 'other':
      return { message_type: 'other' };
  }
}

function cardFields(body: Extract<Body, { kind: 'card' }>, maskPhones: boolean): Record<string, unknown> {
  const values = body.values?.map(({ label, value }) => ({
    label,
    value: maskPhones ? value.replace(/^(1\d{2})\d{4}(\d{4})$/, '$1****$2') : value,
  }));
  const filled = body.status === 'filled' ? { card_data: values ?? [] } : {};
  const status = body.status === 'filled' ? 2 : 1;
  if (body.card === 'retain-card') {
    return { message_type: 'retain_consult_card', card_id: body.cardId, card_status: status, ...filled };
  }
  if (body.card === 'phone-collect-card') {
    // The event form of lead components is nobody's fact: an unknown type that holds card_data.
    return {
      message_type: 'lead_component',
      component_type: 6,
      component_id: body.cardId,
      card_status: status,
      ...filled,
    };
  }
  return { message_type: 'other' };
}

/** Ids of an invented campaign, 19 digits long: too long for a JavaScript number, hence written as text. */
const AD_INFO =
  '{"adv_id":1712345678901234,"adv_name":"青木装饰","ad_id":1798765432109876,"ad_name":"整装线索计划",' +
  '"creative_id":1798765432100001,"promotion_id":7301234567890123456,"material_title_id":7301234567890123457,' +
  '"material_image_id":7301234567890123458,"material_video_id":7301234567890123459}';

/** The event's own scene numbers are not published; only the sample's 4 is known, the rest are ours. */
const SCENE: Readonly<Record<Source, number>> = {
  ad: 4,
  'search-ad': 5,
  feed: 6,
  video: 2,
  'live-room': 3,
  profile: 1,
};

export function entryContent(deps: ContentDeps, c: Conversation, entry: Entry): string {
  const fromVideo = entry.source === 'video' || entry.source === 'ad' || entry.source === 'feed';
  return JSON.stringify({
    conversation_short_id: c.ref,
    server_message_id: entry.id,
    conversation_type: 1,
    create_time: entry.atMs,
    scene_type: SCENE[entry.source],
    ...(fromVideo ? { objectId: '@0eadsltaZHu1JgnJadP8qfC30Zl5bDeLkpIrCMaIim3MyoglLEkVTpPs4RbmOQJ8' } : {}),
    user_infos: people(deps, c),
    ...(entry.source === 'ad' || entry.source === 'search-ad' ? { ad_info: AD_INFO } : {}),
  });
}
