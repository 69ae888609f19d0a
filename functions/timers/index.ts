import { refreshDue } from '../../shared/accounts/refresh.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { sweep } from '../../shared/conversations/sweep.ts';
import { returnDue } from '../../shared/inbox/return-work.ts';
import { createAssignmentStore } from '../../shared/inbox/store-assignment.ts';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { dataKeysOver, secretTextOver } from '../../shared/runtime/data-keys.ts';
import { readEnv, TimersEnv } from '../../shared/runtime/env.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createQueueSender, type QueueSender } from '../../shared/runtime/queue-sender.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { createSecrets } from '../../shared/runtime/secrets.ts';
import { ids } from '../../shared/runtime/system.ts';
import { indexAll } from '../../shared/search/index-all.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';
import { createMemberStore } from '../../shared/tenants/store-members.ts';
import { createPlatformClients } from '../queues/platform-clients.ts';
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

/** Timers queue: the sweeper and the renewal of authorisations. */
export const handler = createHandler({
  log,
  clock,
  sweep: () => sweep({ table, clock, ids, log, outbound: sendTo(outbound), agent: sendTo(agent) }),
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
      accountIds: async (tenantId) => (await createAccountStore(table).list(tenantId)).map(({ id }) => id),
      hosted: createAuthorizationStore(table),
    }),
  refreshTokens: async () =>
    refreshDue({
      accounts: createAccountStore(table),
      authorizations: createAuthorizationStore(table),
      clients: createPlatformClients(await secrets(), env),
      cipher,
      clock,
      ids,
      log,
    }),
});
