import { createAccess } from '../../shared/accounts/access.ts';
import { foretellEnds } from '../../shared/accounts/foretell-ends.ts';
import { lookAfterDue, takeUpAccount } from '../../shared/accounts/look-after.ts';
import { createAccountClients } from '../../shared/accounts/platform-clients.ts';
import { refreshDue } from '../../shared/accounts/refresh.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { createCardSyncStore } from '../../shared/accounts/store-card-syncs.ts';
import { createCardStore } from '../../shared/accounts/store-cards.ts';
import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { createSyncWorker } from '../../shared/accounts/sync-all.ts';
import { createTenantZones } from '../../shared/agents/zones.ts';
import { mendWaits } from '../../shared/conversations/mend-waits.ts';
import { Platform } from '../../shared/conversations/model.ts';
import { replayUnrouted } from '../../shared/conversations/replay-unrouted.ts';
import { applyWaits } from '../../shared/conversations/store-waiting.ts';
import { sweep } from '../../shared/conversations/sweep.ts';
import { createBatchWorker } from '../../shared/customers/batch.ts';
import { createCollect } from '../../shared/customers/collect.ts';
import { createExportWorker } from '../../shared/customers/export-customers.ts';
import { createMakers } from '../../shared/customers/job-maker.ts';
import { remindDue } from '../../shared/customers/remind.ts';
import { returnDue } from '../../shared/inbox/return-work.ts';
import { createAssignmentStore } from '../../shared/inbox/store-assignment.ts';
import type { JobTask } from '../../shared/jobs/model.ts';
import { type RunDeps, runJob, type Worker } from '../../shared/jobs/run-job.ts';
import { sweepJobs } from '../../shared/jobs/sweep-jobs.ts';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import { createNoticeStore } from '../../shared/live/store-notices.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { createObjects } from '../../shared/runtime/aws-objects.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { dataKeysOver, secretTextOver } from '../../shared/runtime/data-keys.ts';
import { readEnv, TimersEnv } from '../../shared/runtime/env.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createQueueSender, type QueueSender } from '../../shared/runtime/queue-sender.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { createSecrets } from '../../shared/runtime/secrets.ts';
import { http, ids, timers } from '../../shared/runtime/system.ts';
import { indexAll } from '../../shared/search/index-all.ts';
import { createCountWorker } from '../../shared/sources/count-sources.ts';
import { auditCodes } from '../../shared/tenants/audit-codes.ts';
import { sealAudit } from '../../shared/tenants/seal-audit.ts';
import { createSealStore } from '../../shared/tenants/store-audit-seals.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';
import { createMemberStore } from '../../shared/tenants/store-members.ts';
import { createTenantStore } from '../../shared/tenants/store-tenants.ts';
import { createHandler } from './handler.ts';

const env = readEnv(TimersEnv);
const table = createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME);
const cipher = createFieldCipher({
  dataKeys: dataKeysOver(createAwsJson('kms'), env.FIELD_KEY_ARN),
  keys: createTenantKeys(table),
});
const secrets = createSecrets(secretTextOver(createAwsJson('secretsmanager'), env.SECRETS_ARN));
const queues = createAwsJson('sqs');
const outbound = createQueueSender(queues, env.OUTBOUND_QUEUE_URL);
const agent = createQueueSender(queues, env.AGENT_QUEUE_URL);
const log = createLog('timers');

const sendTo =
  (queue: QueueSender) =>
  (jobs: readonly { readonly tenantId: string }[]): Promise<void> =>
    queue.send(jobs.map((body) => ({ body, groupId: body.tenantId })));

/** What whoever ordered a job may do by the time it runs. */
const makerOf = createMakers({ members: createMemberStore(table), accounts: createAccountStore(table) });
const batch = createBatchWorker({ table, clock, makerOf });
const exporting = createExportWorker({
  table,
  cipher,
  objects: createObjects(env.MEDIA_BUCKET),
  accountNames: async (tenantId) =>
    new Map((await createAccountStore(table).list(tenantId)).map(({ id, name }) => [id, name])),
  memberNames: async (tenantId) =>
    new Map((await createMemberStore(table).list(tenantId)).map(({ memberId, name }) => [memberId, name])),
  makerOf,
  timeZoneOf: (tenantId) => createTenantZones(table, clock).timeZone(tenantId),
});
const jobs: RunDeps = {
  table,
  clock,
  log,
  collect: createCollect({ table, makerOf }),
  workerOf: ({ task }) => WORKERS[task.kind] ?? batch,
};

/** Webhooks that came within the seconds for which "nobody hosts this account" is remembered. */
const intake = { table, clock, log, cipher: () => cipher, directory: createAccountDirectory({ table, clock }) };

const hosted = {
  accounts: createAccountStore(table),
  authorizations: createAuthorizationStore(table),
  directory: intake.directory,
  cards: createCardStore(table),
  cardSyncs: createCardSyncStore(table),
  clients: createAccountClients({
    http,
    clock,
    ids,
    douyinUrl: env.DOUYIN_API_URL,
    leadComponents: env.DOUYIN_LEAD_COMPONENTS,
    xiaohongshuUrl: env.XIAOHONGSHU_API_URL,
    secrets,
  }),
  cipher,
  clock,
  ids,
  log,
  timers,
};
const lookedAfter = { ...hosted, access: createAccess(hosted) };

/** Jobs that are no change of customers. */
const WORKERS: Partial<Readonly<Record<JobTask['kind'], Worker>>> = {
  export: exporting,
  'sync-cards': createSyncWorker(lookedAfter),
  'count-sources': createCountWorker({ table, clock, log }),
};

const accountIds = async (tenantId: string): Promise<readonly string[]> =>
  (await hosted.accounts.list(tenantId)).map(({ id }) => id);

/** Timers queue: the sweeper, jobs over many customers, the renewal of authorisations. */
export const handler = createHandler({
  log,
  clock,
  sweep: async () => {
    await sweep({
      table,
      clock,
      ids,
      log,
      outbound: sendTo(outbound),
      agent: sendTo(agent),
      later: (jobs) =>
        outbound.send(jobs.map(({ job, delaySeconds }) => ({ body: job, delaySeconds, groupId: job.tenantId }))),
      keepWaits: (steps) => applyWaits(table, steps),
    });
    for (const platform of Platform.options) await replayUnrouted(intake, platform);
  },
  returnWork: () =>
    returnDue({
      table,
      clock,
      ids,
      log,
      assignment: createAssignmentStore(table),
      members: createMemberStore(table),
      connections: createConnectionStore(table),
    }),
  indexSearch: () =>
    indexAll({
      table,
      clock,
      log,
      accountIds,
      hosted: createAuthorizationStore(table),
    }),
  remind: () => remindDue({ table, clock, log }),
  lookAfterAccount: (job) => takeUpAccount({ ...lookedAfter, table }, job),
  lookAfterDue: () => lookAfterDue(lookedAfter),
  foretellEnds: () => foretellEnds({ ...hosted, notices: createNoticeStore(table) }),
  mendWaits: () => mendWaits({ table, clock, log, tenantIds: () => createTenantStore(table).ids(), accountIds }),
  sweepJobs: () => sweepJobs({ table, clock }),
  runJob: (job) => runJob(jobs, job),
  sealAudit: async () => {
    const deps = { seals: createSealStore(table), codeOf: auditCodes(cipher), clock, log };
    for (const tenantId of await createTenantStore(table).ids()) await sealAudit(deps, tenantId);
  },
  refreshTokens: () => refreshDue(hosted),
});
