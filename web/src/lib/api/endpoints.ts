import type * as z from 'zod';
import type { routes } from '../contracts.ts';

type Routes = typeof routes;
export type EndpointName = keyof Routes;

/**
 * Method and path of every route, without the schemas beside them: the schema library stays off the first load (SPEED14).
 * The compiler compares each line with the route it names, so the two cannot drift apart.
 */
export const endpoints = {
  health: 'GET /health',
  openapi: 'GET /openapi.json',
  consoleConfig: 'GET /console-config',
  me: 'GET /me',
  liveTicket: 'POST /live-tickets',
  listConversations: 'GET /conversations',
  getConversation: 'GET /conversations/{conversationId}',
  listItems: 'GET /conversations/{conversationId}/items',
  countConversations: 'GET /conversations/counts',
  assignConversation: 'POST /conversations/{conversationId}/assign',
  snoozeConversation: 'POST /conversations/{conversationId}/snooze',
  wakeConversation: 'POST /conversations/{conversationId}/wake',
  closeConversation: 'POST /conversations/{conversationId}/close',
  reopenConversation: 'POST /conversations/{conversationId}/reopen',
  addNote: 'POST /conversations/{conversationId}/notes',
  listMacros: 'GET /macros',
  saveMacro: 'PUT /macros',
  deleteMacro: 'DELETE /macros/{macroId}',
  runMacro: 'POST /conversations/{conversationId}/macros/{macroId}',
  getAssignmentRules: 'GET /assignment-rules',
  saveAssignmentRules: 'PUT /assignment-rules',
  sendMessage: 'POST /conversations/{conversationId}/messages',
  cancelMessage: 'POST /conversations/{conversationId}/messages/{messageId}/cancel',
  releaseMessage: 'POST /conversations/{conversationId}/messages/{messageId}/release',
  editMessage: 'PATCH /conversations/{conversationId}/messages/{messageId}',
  recallMessage: 'POST /conversations/{conversationId}/messages/{messageId}/recall',
  explainMessage: 'GET /conversations/{conversationId}/messages/{messageId}/trace',
  markRead: 'POST /conversations/{conversationId}/read',
  markUnread: 'POST /conversations/{conversationId}/unread',
  takeOver: 'POST /conversations/{conversationId}/takeover',
  handBack: 'POST /conversations/{conversationId}/handback',
  updateCustomer: 'PATCH /conversations/{conversationId}/customer',
  revealContact: 'POST /conversations/{conversationId}/contact/reveal',
  listLeads: 'GET /leads',
  leadPerson: 'GET /conversations/{conversationId}/lead',
  updateLead: 'PATCH /conversations/{conversationId}/lead',
  separateLead: 'POST /conversations/{conversationId}/lead/separation',
  listLeadRecords: 'GET /lead-records',
  revealLeadRecord: 'POST /accounts/{accountId}/lead-records/{recordId}/reveal',
  confirmLeadRecord: 'POST /accounts/{accountId}/lead-records/{recordId}/match',
  rejectLeadRecord: 'POST /accounts/{accountId}/lead-records/{recordId}/reject',
  listAccounts: 'GET /accounts',
  listRulePacks: 'GET /rule-packs',
  comparePack: 'POST /rule-packs/comparison',
  beginAuthorization: 'POST /accounts/authorizations',
  completeAuthorization: 'POST /accounts/authorizations/complete',
  beginBinding: 'POST /accounts/{accountId}/binding',
  updateAccount: 'PATCH /accounts/{accountId}',
  unhostAccount: 'POST /accounts/{accountId}/unhost',
  hostStaffAgain: 'POST /accounts/{accountId}/host',
  listCardSyncs: 'GET /card-syncs',
  syncAllCards: 'POST /card-syncs',
  getAccountCards: 'GET /accounts/{accountId}/cards',
  syncCards: 'POST /accounts/{accountId}/cards/sync',
  listAgents: 'GET /agents',
  getAgent: 'GET /agents/{agentId}',
  createAgent: 'POST /agents',
  updateAgent: 'PUT /agents/{agentId}',
  listNotices: 'GET /notices',
  usage: 'GET /usage',
  funnel: 'GET /sources/funnel',
  countSources: 'POST /sources/counts',
  listSpends: 'GET /spends',
  saveSpends: 'PUT /spends',
  deleteSpend: 'DELETE /spends/{spendId}',
  listAudit: 'GET /audit',
  verifyAudit: 'GET /audit/verification',
  listMembers: 'GET /members',
  inviteMember: 'POST /members/invitations',
  resendInvitation: 'POST /members/{memberId}/invitation/resend',
  revokeInvitation: 'POST /members/{memberId}/invitation/revoke',
  updateMember: 'PATCH /members/{memberId}',
  deactivateMember: 'POST /members/{memberId}/deactivate',
  reactivateMember: 'POST /members/{memberId}/reactivate',
  search: 'GET /search',
  listCustomers: 'GET /customers',
  countCustomers: 'GET /customers/count',
  getTimeline: 'GET /conversations/{conversationId}/timeline',
  listFollowUps: 'GET /conversations/{conversationId}/follow-ups',
  addFollowUp: 'POST /conversations/{conversationId}/follow-ups',
  updateFollowUp: 'PATCH /conversations/{conversationId}/follow-ups/{followUpId}',
  myFollowUps: 'GET /follow-ups',
  getCatalogue: 'GET /catalogue',
  editCatalogue: 'PUT /catalogue',
  adoptTags: 'POST /catalogue/adoptions',
  startJob: 'POST /jobs',
  listJobs: 'GET /jobs',
  getJob: 'GET /jobs/{jobId}',
  cancelJob: 'POST /jobs/{jobId}/cancel',
  undoJob: 'POST /jobs/{jobId}/undo',
  downloadJob: 'POST /jobs/{jobId}/download',
  listViews: 'GET /views',
  saveView: 'PUT /views',
  deleteView: 'DELETE /views/{viewId}',
  listMaterials: 'GET /materials',
  getMaterial: 'GET /materials/{materialId}',
  createMaterial: 'POST /materials',
  updateMaterial: 'PATCH /materials/{materialId}',
  deleteMaterial: 'DELETE /materials/{materialId}',
  usesOfMaterial: 'GET /materials/{materialId}/uses',
  listMaterialFolders: 'GET /material-folders',
  createMaterialFolder: 'POST /material-folders',
  renameMaterialFolder: 'PATCH /material-folders/{folderId}',
  deleteMaterialFolder: 'DELETE /material-folders/{folderId}',
  beginUpload: 'POST /uploads',
  mediaAddress: 'GET /media/{objectId}',
  findPictures: 'POST /pictures',
  sendMaterial: 'POST /conversations/{conversationId}/materials',
} as const satisfies { [K in EndpointName]: `${Routes[K]['method']} ${Routes[K]['path']}` };

type ParamNames<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never;
type Params<K extends EndpointName> = [ParamNames<Routes[K]['path']>] extends [never]
  ? unknown
  : { readonly params: Readonly<Record<ParamNames<Routes[K]['path']>, string>> };
type Query<K extends EndpointName> = Routes[K] extends { query: infer Q extends z.ZodType }
  ? { readonly query?: { readonly [P in keyof z.input<Q>]?: string | number | undefined } }
  : unknown;
type Body<K extends EndpointName> = Routes[K] extends { body: infer B extends z.ZodType }
  ? { readonly body: z.input<B> }
  : unknown;

/** What a call needs, read off the route's own schemas. */
export type Input<K extends EndpointName> = Params<K> & Query<K> & Body<K>;
/** What a call answers. */
export type Output<K extends EndpointName> = z.output<Routes[K]['response']>;
