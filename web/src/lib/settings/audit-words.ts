import type { AuditView } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import { listWords, roleName } from '../words/words.ts';

/** Audit actions in words. An action we have no words for shows its code: a log must hide nothing. */
const ACTIONS: Readonly<Record<string, () => string>> = {
  'account.authorization-lost': m.audit_account_authorization_lost,
  'account.authorization-renewed': m.audit_account_authorization_renewed,
  'account.authorized-again': m.audit_account_authorized_again,
  'account.bound': m.audit_account_bound,
  'account.cards-synced': m.audit_account_cards_synced,
  'account.hosted': m.audit_account_hosted,
  'job.sync-cards': m.audit_job_sync_cards,
  'account.hosted-again': m.audit_account_hosted_again,
  'account.staff-told': m.audit_account_staff_told,
  'account.staff-untold': m.audit_account_staff_untold,
  'account.unbound': m.audit_account_unbound,
  'account.unhosted': m.audit_account_unhosted,
  'account.updated': m.audit_account_updated,
  'agent.created': m.audit_agent_created,
  'agent.updated': m.audit_agent_updated,
  'assignment.changed': m.audit_assignment_changed,
  'catalogue.edited': m.audit_catalogue_edited,
  'contact.record-revealed': m.audit_contact_record_revealed,
  'contact.revealed': m.audit_contact_revealed,
  'conversation.assigned': m.audit_conversation_assigned,
  'conversation.closed': m.audit_conversation_closed,
  'conversation.handed-back': m.audit_conversation_handed_back,
  'conversation.reopened': m.audit_conversation_reopened,
  'conversation.snoozed': m.audit_conversation_snoozed,
  'conversation.taken-over': m.audit_conversation_taken_over,
  'conversation.woken': m.audit_conversation_woken,
  'customer.updated': m.audit_customer_updated,
  'export.downloaded': m.audit_export_downloaded,
  'folder.created': m.audit_folder_created,
  'folder.deleted': m.audit_folder_deleted,
  'folder.renamed': m.audit_folder_renamed,
  'job.cancelled': m.audit_job_cancelled,
  'job.export': m.audit_job_export,
  'job.remark': m.audit_job_remark,
  'job.replace-tag': m.audit_job_replace_tag,
  'job.stage': m.audit_job_stage,
  'job.tag': m.audit_job_tag,
  'job.undone': m.audit_job_undone,
  'lead-record.confirmed': m.audit_lead_record_confirmed,
  'lead-record.rejected': m.audit_lead_record_rejected,
  'lead.apart': m.audit_lead_apart,
  'lead.joined': m.audit_lead_joined,
  'lead.updated': m.audit_lead_updated,
  'macro.deleted': m.audit_macro_deleted,
  'macro.run': m.audit_macro_run,
  'macro.saved': m.audit_macro_saved,
  'material.created': m.audit_material_created,
  'material.deleted': m.audit_material_deleted,
  'material.updated': m.audit_material_updated,
  'member.deactivated': m.audit_member_deactivated,
  'member.invitation-resent': m.audit_member_invitation_resent,
  'member.invitation-revoked': m.audit_member_invitation_revoked,
  'member.invited': m.audit_member_invited,
  'member.joined': m.audit_member_joined,
  'member.reactivated': m.audit_member_reactivated,
  'member.updated': m.audit_member_updated,
  'message.cancelled': m.audit_message_cancelled,
  'message.edited': m.audit_message_edited,
  'message.recalled': m.audit_message_recalled,
  'message.released': m.audit_message_released,
  'spend.deleted': m.audit_spend_deleted,
  'spend.saved': m.audit_spend_saved,
  'view.deleted': m.audit_view_deleted,
  'view.saved': m.audit_view_saved,
};

export const actionWords = (action: string): string => ACTIONS[action]?.() ?? action;

const FIELDS: Readonly<Record<string, () => string>> = {
  adSpend30dYuan: m.ad_spend,
  agentId: m.agent,
  agentMode: m.agent_mode,
  cards: m.cards,
  contacts: m.contact,
  content: m.material_text,
  email: m.email,
  folderId: m.folder,
  highWeight: m.high_weight,
  kind: m.kind,
  mutualFollow: m.mutual_follow,
  name: m.name,
  operatorIds: m.account_operators,
  ownOnly: m.own_only,
  ownerId: m.account_owner,
  phone: m.field_phone,
  platforms: m.material_for,
  remark: m.remark,
  role: m.role,
  scope: m.material_scope,
  stage: m.stage,
  staffUntoldSinceMs: m.field_staff_list,
  state: m.lead_state,
  subject: m.subject,
  tags: m.tags,
  wechat: m.field_wechat,
  welcome: m.section_welcome,
};
/** How an action is stored; its name says it already. */
const TOLD_BY_ACTION = new Set([
  'accountCode',
  'authorizationExpiresAtMs',
  'authorized',
  'bound',
  'invitedUntilMs',
  'kindRecorded',
  'state',
  'statusReason',
  'unhosted',
]);
/** A lead's state is what somebody made of it; everybody else's follows from the action. */
const isToldBy = (action: string, field: string): boolean =>
  TOLD_BY_ACTION.has(field) && !(field === 'state' && action.startsWith('lead.'));
const ROLES = ['owner', 'supervisor', 'operator', 'finance'] as const;
const valueWords = (value: string): string =>
  ROLES.reduce((text, role) => text.replaceAll(role, roleName(role)), value);

/** What of it changed or was read, in words; never what stood there. */
export function detailWords({ action, fields, values }: Pick<AuditView, 'action' | 'fields' | 'values'>): string {
  const told = Object.values(values).map(valueWords);
  const shown = fields.filter((field) => !(field in values) && !isToldBy(action, field));
  const named = shown.map((field) => FIELDS[field]?.() ?? field);
  return listWords([...told, ...named]);
}

/** Subjects one filters by: the first word of an action. */
export const AUDIT_SUBJECTS: readonly { readonly value: string; readonly name: () => string }[] = [
  { value: 'member', name: m.audit_of_member },
  { value: 'account', name: m.audit_of_account },
  { value: 'contact', name: m.audit_of_contact },
  { value: 'customer', name: m.audit_of_customer },
  { value: 'lead', name: m.place_leads },
  { value: 'lead-record', name: m.leads_waiting },
  { value: 'conversation', name: m.audit_of_conversation },
  { value: 'agent', name: m.audit_of_agent },
  { value: 'material', name: m.place_materials },
  { value: 'job', name: m.audit_of_job },
  { value: 'export', name: m.audit_of_export },
];

/** The last months as `yyyymm`, newest first: what the log can be asked for. */
export function lastMonths(nowMs: number, count: number): readonly string[] {
  const now = new Date(nowMs);
  return Array.from({ length: count }, (_, back) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
    return `${month.getUTCFullYear()}${String(month.getUTCMonth() + 1).padStart(2, '0')}`;
  });
}
