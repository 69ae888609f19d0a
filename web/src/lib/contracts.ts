/** The words the console shares with the API: types alone, so that no schema library reaches the browser through here. */

export type { MacroView } from '../../../shared/contracts/inbox-routes.ts';
export type { LiveCommand, LiveMessage } from '../../../shared/contracts/live.ts';
export type { FolderView, MaterialView, MediaView, PartView } from '../../../shared/contracts/material-routes.ts';
export type { MemberView } from '../../../shared/contracts/member-routes.ts';
export type { AgentInput, OperatorMessage, Permission, routes } from '../../../shared/contracts/routes.ts';
export type { FoundMessageView, FoundPersonView } from '../../../shared/contracts/search-routes.ts';
export type { SavedViewView } from '../../../shared/contracts/view-routes.ts';
export type {
  AccountView,
  AgentView,
  CardView,
  ContactView,
  ConversationView,
  CustomerView,
  KnowledgeItem,
  LeadView,
  MeView,
  NoticeView,
  ThreadItem,
  TraceView,
  UsageDayView,
  VerdictView,
  WindowFactsView,
} from '../../../shared/contracts/views.ts';
export type {
  AccountKind,
  AgentMode,
  CardType,
  ContentType,
  MessageBody,
  MessageState,
  Platform,
  Sender,
  Source,
} from '../../../shared/conversations/model.ts';
export type { AssignmentRule, AssignmentRules, MacroSteps } from '../../../shared/inbox/model.ts';
export type { MaterialKind, MaterialScope } from '../../../shared/materials/model.ts';
