import type { InboxFilter } from '../../../../shared/conversations/rules-inbox.ts';
import { codeOf } from '../api/failure.ts';
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
import { byPrefix } from './codes.ts';
import { type Ago, ago, clockTime, dayName, nearDay, type Place } from './time.ts';

/** Our words for the product's values. Each is a full table, so a new value does not compile until it has words. */

const pick = <K extends string>(table: Record<K, () => string>, key: K): string => table[key]();

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

const RULES: Readonly<Record<string, () => string>> = {
  C1: m.rule_c1,
  C2: m.rule_c2,
  W1: m.rule_w1,
  W2: m.rule_w2,
  W3: m.rule_w3,
  W3a: m.rule_w3a,
  W4: m.rule_w4,
  W5: m.rule_w5,
  W6: m.rule_w6,
  W7: m.rule_w7,
  W8: m.rule_w8,
  W9: m.rule_w9,
  W13: m.rule_w13,
  A3: m.rule_a3,
  A4: m.rule_a4,
  A5: m.rule_a5,
  G8: m.rule_g8,
  G9: m.rule_g9,
  I7: m.rule_i7,
};

/** A rule in plain words, for *why?*. A rule we have no words for shows its number. */
export const ruleWords = (rule: string): string => RULES[rule]?.() ?? rule;

/** The right that lets a message go. W3 alone has other words where it refuses. */
export const grantWords = (rule: string): string => (rule === 'W3' ? m.grant_w3() : ruleWords(rule));

/** A test holds it to the codes that the sources can store. */
export const REASONS: Readonly<Record<string, () => string>> = {
  'catalogue.version-changed': m.reason_catalogue_version_changed,
  content: m.reason_content,
  'due.past': m.reason_due_past,
  'due.too-far': m.reason_due_too_far,
  'job.not-undoable': m.reason_job_not_undoable,
  'job.too-many': m.reason_job_too_many,
  'job.too-old': m.reason_job_too_old,
  'tags.doubled': m.reason_tags_doubled,
  'tags.too-many': m.reason_tags_too_many,
  'content.never-sent': m.reason_content_never_sent,
  folder: m.reason_folder,
  'folder.exists': m.reason_folder_exists,
  'folder.not-empty': m.reason_folder_not_empty,
  image: m.reason_image,
  'image.gone': m.reason_image_gone,
  material: m.reason_material,
  'material.in-use': m.reason_material_in_use,
  'material.platform': m.reason_material_platform,
  parts: m.reason_parts,
  'parts.personal': m.reason_parts_personal,
  'parts.platform': m.reason_parts_platform,
  'parts.unknown': m.reason_parts_unknown,
  upload: m.reason_upload,
  'upload.empty': m.reason_upload_empty,
  'upload.interrupted': m.reason_upload_interrupted,
  'upload.pixels': m.reason_upload_pixels,
  'upload.too-large': m.reason_upload_too_large,
  'upload.type': m.reason_upload_type,
  'variables.unclosed': m.reason_variables_unclosed,
  'variables.unknown': m.reason_variables_unknown,
  'variables.no-fallback': () => m.reason_variables_no_fallback({ example: '{{customer.name|朋友}}' }),
  account: m.reason_account,
  'account.agent-unknown': m.reason_account_agent_unknown,
  'account.authorization-lost': m.reason_account_authorization_lost,
  'account.awaiting-binding': m.reason_account_awaiting_binding,
  'account.barred': m.reason_account_barred,
  'account.hosted-elsewhere': m.reason_account_hosted_elsewhere,
  'account.enterprise-not-hosted': m.reason_account_enterprise_not_hosted,
  'account.member-unknown': m.reason_account_member_unknown,
  'account.needs-authorization': m.reason_account_needs_authorization,
  'account.needs-no-binding': m.reason_account_needs_no_binding,
  'account.spend-gate': m.reason_account_spend_gate,
  'account.unbound-on-platform': m.reason_account_unbound_on_platform,
  'account.unhosted': m.reason_account_unhosted,
  'account.welcome-too-long': m.reason_account_welcome_too_long,
  'agent.knowledge-too-large': m.reason_agent_knowledge_too_large,
  'agent.material-twice': m.reason_agent_material_twice,
  'agent.material-unknown': m.reason_agent_material_unknown,
  'agent.not-found': m.reason_agent_not_found,
  'agent.version-changed': m.reason_agent_version_changed,
  answer: m.reason_answer,
  authorization: m.reason_authorization,
  'authorization.dead': m.reason_authorization_dead,
  'authorization.revoked-by-owner': m.reason_authorization_revoked_by_owner,
  body: m.reason_body,
  capability: m.reason_capability,
  'capability.needs-mutual-follow': m.reason_capability_needs_mutual_follow,
  'capability.not-sendable': m.reason_capability_not_sendable,
  'comment.answered': m.reason_comment_answered,
  'comment.kind': m.reason_comment_kind,
  'comment.too-late': m.reason_comment_too_late,
  'contact.unknown': m.reason_contact_unknown,
  conversation: m.reason_conversation,
  'conversation.closed': m.reason_conversation_closed,
  'conversation.unknown': m.reason_conversation_unknown,
  'deadline.passed': m.reason_deadline_passed,
  douyin: m.reason_douyin,
  http: m.reason_http,
  input: m.reason_input,
  macro: m.reason_macro,
  'member.cannot-answer': m.reason_member_cannot_answer,
  'member.elsewhere': m.reason_member_elsewhere,
  'member.invited': m.reason_member_invited,
  'member.known': m.reason_member_known,
  'member.last-owner': m.reason_member_last_owner,
  'member.not-invited': m.reason_member_not_invited,
  'member.not-yours': m.reason_member_not_yours,
  'member.role-not-yours': m.reason_member_not_yours,
  'member.unknown': m.reason_member_unknown,
  'message.cancelled': m.reason_message_cancelled,
  'message.leaving': m.reason_message_leaving,
  'message.not-editable': m.reason_message_not_editable,
  'message.not-waiting': m.reason_message_not_waiting,
  'message.unknown': m.reason_message_unknown,
  oauth: m.reason_oauth,
  'oauth.code-refused': m.reason_oauth_code_refused,
  'oauth.other-account': m.reason_oauth_other_account,
  'oauth.platform-unavailable': m.reason_oauth_platform_unavailable,
  'oauth.state-forged': m.reason_oauth_state_forged,
  'oauth.state-expired': m.reason_oauth_state_expired,
  'oauth.state-used': m.reason_oauth_state_used,
  'order.behind-held': m.reason_order_behind_held,
  'pace.account': m.reason_pace_account,
  'pace.application': m.reason_pace_application,
  permission: m.reason_permission,
  'permission.own-only': m.reason_own_only,
  'platform.unavailable': m.reason_platform_unavailable,
  queue: m.reason_queue,
  'reply.no-conversation': m.reason_reply_no_conversation,
  'recall.not-sent': m.reason_recall_not_sent,
  'recall.refused': m.reason_recall_refused,
  'recall.too-late': m.reason_recall_too_late,
  request: m.reason_request,
  'schedule.later': m.reason_schedule_later,
  'schedule.too-far': m.reason_schedule_too_far,
  'schedule.too-soon': m.reason_schedule_too_soon,
  'send.interrupted': m.reason_send_interrupted,
  service: m.reason_service,
  snooze: m.reason_snooze,
  'snooze.too-long': m.reason_snooze_too_long,
  'snooze.too-short': m.reason_snooze_too_short,
  'takeover.fenced': m.reason_takeover_fenced,
  text: m.reason_text,
  'text.link': m.reason_text_link,
  'text.phone': m.reason_text_phone,
  'text.too-long': m.reason_text_too_long,
  token: m.reason_token,
  window: m.reason_window,
  'window.closed': m.reason_window_closed,
  'window.closed-by-platform': m.reason_window_closed_by_platform,
  'window.needs-weight': m.reason_window_needs_weight,
  'window.no-reference': m.reason_window_no_reference,
  'window.quota-used': m.reason_window_quota_used,
  'window.text-first': m.reason_window_text_first,
  'window.text-only': m.reason_window_text_only,
  'window.text-unproven': m.reason_window_text_unproven,
  'burst.superseded': m.reason_burst_superseded,
  'message.empty': m.reason_message_empty,
  'trace.unknown': m.reason_trace_unknown,
  'http.not-sent': m.reason_http_not_sent,
  'http.cut': m.reason_http_cut,
  'http.429': m.reason_http_too_many,
  'answer.unreadable': m.reason_answer_unreadable,
  'answer.no-message-id': m.reason_answer_no_message_id,
  'authorization.not-now': m.reason_authorization_not_now,
  'application.no-messaging': m.reason_application_no_messaging,
  'content.unsupported': m.reason_content_unsupported,
  'occasion.unsupported': m.reason_occasion_unsupported,
  'image.no-address': m.reason_image_no_address,
  'image.not-uploaded': m.reason_image_not_uploaded,
  'video.no-address': m.reason_video_no_address,
  'text.empty': m.reason_text_empty,
  'comment.spend': m.reason_comment_spend,
  'account.gone': m.reason_account_gone,
  xiaohongshu: m.reason_xiaohongshu,
  'answer.unexpected': m.reason_unexpected,
  'console.defect': m.reason_defect,
  'network.timeout': m.reason_timeout,
  'network.unreachable': m.reason_unreachable,
};

/** A dotted code in words: what happened and what it means. A bare number is a platform's own code. */
export function reasonWords(code: string): string {
  if (/^-?\d+$/.test(code)) return m.reason_platform({ code });
  const status = /^http\.(\d{3})$/.exec(code)?.[1];
  if (status !== undefined && !Object.hasOwn(REASONS, code)) return m.reason_http_status({ status });
  return byPrefix(REASONS, code)?.() ?? m.reason_other({ code });
}

export const failureWords = (thrown: unknown): string => reasonWords(codeOf(thrown));

export const placeOfTenant = (timeZone: string | undefined): Place => ({
  locale: getLocale(),
  timeZone: timeZone ?? 'Asia/Shanghai',
});

function agoText(value: Ago): string {
  switch (value.kind) {
    case 'now':
      return m.ago_now();
    case 'minutes':
      return m.ago_minutes({ count: value.count });
    case 'hours':
      return m.ago_hours({ count: value.count });
    case 'yesterday':
      return m.day_yesterday();
    case 'day':
      return value.text;
  }
}

export const agoWords = (atMs: number, nowMs: number, place: Place): string => agoText(ago(atMs, nowMs, place));

/** The day as a heading: today, yesterday, or its date. */
export function dayWords(atMs: number, nowMs: number, place: Place): string {
  const near = nearDay(atMs, nowMs, place.timeZone);
  if (near === 'other') return dayName(atMs, nowMs, place);
  return pick({ today: m.day_today, yesterday: m.day_yesterday, tomorrow: m.day_tomorrow }, near);
}

/** `14:03` today, else the day and `14:03`. */
export const momentWords = (atMs: number, nowMs: number, place: Place): string =>
  nearDay(atMs, nowMs, place.timeZone) === 'today'
    ? clockTime(atMs, place)
    : `${dayWords(atMs, nowMs, place)} ${clockTime(atMs, place)}`;

const HAND_OVERS: Readonly<Record<string, () => string>> = {
  'agent.hand-over': m.hand_over_other,
  'agent.hand-over.asked-for-person': m.hand_over_request,
  'agent.hand-over.complaint': m.hand_over_complaint,
  'agent.hand-over.no-knowledge': m.hand_over_no_knowledge,
  'agent.hand-over.refund': m.hand_over_refund,
  'agent.hand-over.topic': m.hand_over_topic,
  'agent.missing': m.hand_over_missing,
  'agent.policy': m.hand_over_policy,
  agent: m.hand_over_model,
  http: m.hand_over_model,
  model: m.hand_over_model,
};

/** Why the agent handed over, from a code of ours; a code we have no words for still says that a person is needed. */
export const handOverWords = (reason: string): string => byPrefix(HAND_OVERS, reason)?.() ?? m.hand_over_other();

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
