/** The words the console shares with the API: types alone, so that no schema library reaches the browser through here. */

export type { AgentMaterial } from '../../../shared/agents/model-materials.ts';
export type { AccountCardsView, CardSyncView } from '../../../shared/contracts/account-routes.ts';
export type { AuditView } from '../../../shared/contracts/audit-routes.ts';
export type { CatalogueView } from '../../../shared/contracts/catalogue-routes.ts';
export type {
  AccountView,
  AgentSummaryView,
  AgentView,
  CardView,
  KnowledgeItem,
  MeView,
  NoticeView,
  UsageDayView,
} from '../../../shared/contracts/company-views.ts';
export type {
  CustomerRow,
  FollowUpView,
  OpenFollowUpView,
  TimelineItemView,
} from '../../../shared/contracts/customer-list-routes.ts';
export type { MacroView } from '../../../shared/contracts/inbox-routes.ts';
export type { JobView } from '../../../shared/contracts/job-routes.ts';
export type { LeadPersonView, LeadSourceView, WaitingRecordView } from '../../../shared/contracts/lead-routes.ts';
export type { LiveCommand, LiveMessage } from '../../../shared/contracts/live.ts';
export type {
  FolderView,
  MaterialView,
  MediaView,
  PartView,
  UseView,
} from '../../../shared/contracts/material-views.ts';
export type { MemberView } from '../../../shared/contracts/member-routes.ts';
export type { AgentInput, OperatorMessage, Permission, routes } from '../../../shared/contracts/routes.ts';
export type { PackComparisonView, RulePackView } from '../../../shared/contracts/rule-pack-routes.ts';
export type { FoundMessageView, FoundPersonView } from '../../../shared/contracts/search-routes.ts';
export type { FunnelView, SpendView } from '../../../shared/contracts/source-routes.ts';
export type { TraceView, VerdictView, WindowFactsView } from '../../../shared/contracts/trace-views.ts';
export type { SavedViewView } from '../../../shared/contracts/view-routes.ts';
export type {
  ContactView,
  ConversationView,
  CustomerView,
  LeadView,
  ThreadItem,
} from '../../../shared/contracts/views.ts';
export type {
  AccountKind,
  AgentMode,
  CardType,
  ContentType,
  MessageBody,
  MessageCardKind,
  MessageState,
  NameCardKind,
  Platform,
  Sender,
  Source,
} from '../../../shared/conversations/model.ts';
export type { CustomerFilter } from '../../../shared/customers/rules-filter.ts';
export type { Stage } from '../../../shared/customers/rules-stage.ts';
export type { TagColour, TagGroup } from '../../../shared/customers/rules-tags.ts';
export type { AssignmentRule, AssignmentRules, MacroSteps } from '../../../shared/inbox/model.ts';
export type { ExportColumn } from '../../../shared/jobs/model-export.ts';
export type { MaterialKind, MaterialScope } from '../../../shared/materials/model.ts';
