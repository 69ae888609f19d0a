import type { InboxFilter } from '../../../../shared/conversations/rules-inbox.ts';
import type {
  AccountView,
  AgentMode,
  CardType,
  LeadView,
  MessageState,
  MeView,
  NoticeView,
  Platform,
  Sender,
  Source,
} from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import { pick } from './codes.ts';

export * from './moments.ts';
export * from './reasons.ts';

/** Our words for the product's values. Each is a full table, so a new value does not compile until it has words. */

export const platformName = (platform: Platform): string =>
  pick({ douyin: m.platform_douyin, xiaohongshu: m.platform_xiaohongshu }, platform);

export const kindName = (kind: AccountView['kind']): string =>
  pick({ enterprise: m.kind_enterprise, staff: m.kind_staff }, kind);

export const agentModeName = (mode: AgentMode): string =>
  pick({ 'full-auto': m.mode_full_auto, assist: m.mode_assist, off: m.mode_off }, mode);

export const filterName = (filter: InboxFilter): string =>
  pick(
    {
      unread: m.filter_unread,
      waiting: m.filter_waiting,
      'handed-over': m.filter_handed_over,
      'with-contact': m.filter_with_contact,
      'closing-soon': m.filter_closing,
    },
    filter,
  );

export const accountStatusName = (status: AccountView['status']): string =>
  pick(
    {
      hosted: m.account_hosted,
      'awaiting-binding': m.account_awaiting_binding,
      'needs-authorization': m.account_needs_authorization,
      unhosted: m.account_unhosted,
    },
    status,
  );

export const cardName = (card: CardType): string =>
  pick(
    {
      'phone-collect-card': m.card_phone_collect,
      'name-card': m.card_name,
      'landing-page': m.card_landing_page,
      note: m.card_note,
      'lead-card': m.card_lead,
      'trade-card': m.card_trade,
    },
    card,
  );

export const sourceName = (source: Source | undefined): string =>
  pick(
    {
      'native-ad-anchor': m.source_native_ad_anchor,
      'feed-swipe': m.source_feed_swipe,
      'search-ad': m.source_search_ad,
      'video-anchor': m.source_video_anchor,
      'live-room-widget': m.source_live_room_widget,
      'profile-page': m.source_profile_page,
      'intent-comment': m.source_intent_comment,
      unknown: m.source_unknown,
    },
    source?.channel ?? 'unknown',
  );

export const leadStateName = (state: LeadView['state']): string =>
  pick({ new: m.lead_new, contacted: m.lead_contacted, friend: m.lead_friend, lost: m.lead_lost }, state);

export const senderName = (sender: Sender | undefined): string =>
  pick(
    {
      operator: m.sender_operator,
      agent: m.sender_agent,
      welcome: m.sender_welcome,
      api: m.sender_api,
      broadcast: m.sender_broadcast,
      sop: m.sender_sop,
      flow: m.sender_flow,
      'comment-reply': m.sender_comment_reply,
      'phone-app': m.sender_phone_app,
      platform: m.sender_platform,
    },
    sender ?? 'operator',
  );

export const stateName = (state: MessageState): string =>
  pick(
    {
      planned: m.state_planned,
      held: m.state_held,
      sending: m.state_sending,
      sent: m.state_sent,
      failed: m.state_failed,
      unknown: m.state_unknown,
      expired: m.state_expired,
      cancelled: m.state_cancelled,
      refused: m.state_refused,
      recalled: m.state_recalled,
    },
    state,
  );

/** A customer whose name the platform did not tell is told apart by the start of the conversation's id. */
export const customerWords = (name: string, conversationId: string): string =>
  name.trim() === '' ? m.customer_unnamed({ mark: conversationId.slice(0, 4) }) : name;

/** What a notice says, in one line. */
export function noticeWords({ kind, customerName, conversationId, reason, accountName, days }: NoticeView): string {
  const name = customerWords(customerName, conversationId ?? '');
  switch (kind) {
    case 'lead.captured':
      return m.notice_lead({ name });
    case 'note.mentioned':
      return m.notice_mentioned({ who: reason ?? m.colleague(), name });
    case 'follow-up.due':
      return m.notice_follow_up({ name });
    case 'agent.handed-over':
      return m.notice_handed_over({ name });
    case 'account.lost':
      return m.notice_account_lost({ name: accountName ?? '' });
    case 'account.expiring':
      return m.notice_account_expiring({ name: accountName ?? '', days: days ?? 0 });
  }
}

/** Several names as the language strings them together. */
export const listWords = (names: readonly string[]): string =>
  new Intl.ListFormat(getLocale(), { type: 'conjunction', style: 'narrow' }).format(names);

export const roleName = (role: MeView['role']): string =>
  pick(
    { owner: m.role_owner, supervisor: m.role_supervisor, operator: m.role_operator, finance: m.role_finance },
    role,
  );
