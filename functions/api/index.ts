import { createAccess } from '../../shared/accounts/access.ts';
import { catchUp } from '../../shared/accounts/catch-up.ts';
import { createAccounts, createGlance } from '../../shared/accounts/facts.ts';
import { createListedAccounts } from '../../shared/accounts/listed.ts';
import { createAccountClients } from '../../shared/accounts/platform-clients.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { createCardSyncStore } from '../../shared/accounts/store-card-syncs.ts';
import { createCardStore } from '../../shared/accounts/store-cards.ts';
import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { createOAuthStateStore } from '../../shared/accounts/store-oauth-states.ts';
import { cachedAgents } from '../../shared/agents/agents.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import { createUsageStore } from '../../shared/agents/store-usage.ts';
import { returnAllWork } from '../../shared/inbox/return-work.ts';
import { createAssignmentStore } from '../../shared/inbox/store-assignment.ts';
import { createMacroStore } from '../../shared/inbox/store-macros.ts';
import { dropConsoles } from '../../shared/live/drop-consoles.ts';
import { createNameItems } from '../../shared/live/sender-names.ts';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import { createNoticeStore } from '../../shared/live/store-notices.ts';
import { createMaterialStore } from '../../shared/materials/store-materials.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { createObjects } from '../../shared/runtime/aws-objects.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { dataKeysOver, secretTextOver } from '../../shared/runtime/data-keys.ts';
import { ApiEnv, readEnv } from '../../shared/runtime/env.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { createJoiningTable } from '../../shared/runtime/joining-table.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createRemoteFiles } from '../../shared/runtime/remote-files.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { createSecrets } from '../../shared/runtime/secrets.ts';
import { http, ids, timers } from '../../shared/runtime/system.ts';
import { createTenantBound } from '../../shared/runtime/tenant-bound-table.ts';
import { tenantDynamo } from '../../shared/runtime/tenant-dynamo.ts';
import { createUserPool } from '../../shared/runtime/user-pool.ts';
import { auditCodes } from '../../shared/tenants/audit-codes.ts';
import { createAuditTrail } from '../../shared/tenants/audit-trail.ts';
import { createCallers } from '../../shared/tenants/callers.ts';
import { joinTenant } from '../../shared/tenants/invitations.ts';
import { workersOf } from '../../shared/tenants/members.ts';
import { createAuditStore } from '../../shared/tenants/store-audit.ts';
import { createSealStore } from '../../shared/tenants/store-audit-seals.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';
import { createMemberStore } from '../../shared/tenants/store-members.ts';
import { createTenantStore } from '../../shared/tenants/store-tenants.ts';
import { createViewStore } from '../../shared/tenants/store-views.ts';
import { createHandler } from './handler.ts';

const env = readEnv(ApiEnv);
// SEC10: what a request reads and writes is its tenant's, by our own check and by the session that signs; only whose member a
// caller is gets looked up before that is known, and the function's own role reaches no more than that.
const subjects = createMemberStore(createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME));
const dynamo = tenantDynamo(env.TENANT_ROLE_ARN, () => bound.tenantOf());
const bound = createTenantBound(createRowTable(dynamo, env.TABLE_NAME));
const joining = createJoiningTable(bound.table);
const { table } = joining;
const audits = createAuditStore(table);
const secrets = createSecrets(secretTextOver(createAwsJson('secretsmanager'), env.SECRETS_ARN));
const cipher = createFieldCipher({
  dataKeys: dataKeysOver(createAwsJson('kms'), env.FIELD_KEY_ARN),
  keys: createTenantKeys(table),
});
const log = createLog('api');

const members = createMemberStore(table);
const callers = createCallers({
  members: { ...members, tenantOf: (sub) => subjects.tenantOf(sub) },
  tenants: createTenantStore(table),
  clock,
  join: (member) => joinTenant({ members, clock, ids }, member),
  runAs: bound.runAs,
});
const connections = createConnectionStore(table);
const assignment = createAssignmentStore(table);
const agents = createAgentStore(table);
const agentOf = cachedAgents(agents, clock);
const accountStore = createAccountStore(table);
/** COST8: lists of conversations ask for the accounts again and again. */
const accounts = { ...accountStore, list: createListedAccounts(accountStore).list };
const clients = createAccountClients({
  http,
  clock,
  ids,
  douyinUrl: env.DOUYIN_API_URL,
  leadComponents: env.DOUYIN_LEAD_COMPONENTS,
  xiaohongshuUrl: env.XIAOHONGSHU_API_URL,
  secrets,
});
const objects = createObjects(env.MEDIA_BUCKET);
/** Locally the simulators', who keep their pictures beside their interfaces. */
const platformOrigins = [env.DOUYIN_API_URL, env.XIAOHONGSHU_API_URL].map((url) => new URL(url).origin);
const cards = createCardStore(table);
const signingKey = async () => (await secrets()).signingKey;
const hosts = { accounts, authorizations: createAuthorizationStore(table), clients, cipher, clock, ids, log, timers };
const directory = createAccountDirectory({ table, clock });

/** HTTP API → every route of shared/contracts/routes.ts. */
export const handler = createHandler({
  oidcAuthority: env.OIDC_AUTHORITY,
  oidcClientId: env.OIDC_CLIENT_ID,
  isDemo: env.DEMO === 'on',
  table,
  clock,
  ids,
  log,
  signingKey,
  findCaller: (sub) => callers.find(sub),
  findCallerNow: (sub) => callers.findNow(sub),
  runAs: bound.runAs,
  audit: createAuditTrail({ audits, joining, clock, ids }),
  auditLog: { page: audits.page, seals: createSealStore(table), codeOf: auditCodes(cipher) },
  accounts,
  cards,
  glance: createGlance(accountStore, clock),
  agents,
  people: {
    members,
    signIn: createUserPool(createAwsJson('cognito-idp'), env.USER_POOL_ID),
    dropConsoles: (tenantId, memberId) => dropConsoles({ connections, clock }, tenantId, memberId),
    returnWork: (tenantId, memberId) =>
      returnAllWork({ table, clock, ids, log, assignment, members, connections }, tenantId, memberId),
    clock,
    ids,
  },
  members,
  assignment,
  macros: createMacroStore(table),
  notices: createNoticeStore(table),
  materials: createMaterialStore(table),
  objects,
  pictures: { objects, files: createRemoteFiles(platformOrigins), origins: platformOrigins },
  views: createViewStore(table),
  usage: createUsageStore(table, dynamo, env.TABLE_NAME),
  namesOf: async (tenantId) =>
    new Map([
      ...(await agents.summaries(tenantId)).map(({ id, name }) => [id, name] as const),
      ...(await members.list(tenantId)).map(({ memberId, name }) => [memberId, name] as const),
    ]),
  nameItems: createNameItems({
    memberNames: async (tenantId) => new Map((await members.list(tenantId)).map((one) => [one.memberId, one.name])),
    agentName: async (tenantId, agentId) => (await agentOf(tenantId, agentId))?.name,
    clock,
  }),
  conversations: {
    table,
    clock,
    ids,
    timers,
    cipher,
    log,
    accounts: createAccounts({ accounts, agentTiming: agentOf, clock }),
  },
  hosting: {
    ...hosts,
    signingKey,
    consoleUrl: env.CONSOLE_URL,
    states: createOAuthStateStore(table),
    directory,
    catchUp: (account) => catchUp({ ...hosts, table, directory }, account),
    access: createAccess(hosts),
    cards,
    cardSyncs: createCardSyncStore(table),
    workers: async (tenantId) => workersOf(await members.list(tenantId)),
    hasAgent: async (tenantId, agentId) => (await agents.load(tenantId, agentId)) !== undefined,
  },
});
