import type { Context, SQSEvent } from 'aws-lambda';
import { createAccess } from '../../shared/accounts/access.ts';
import { createAccounts } from '../../shared/accounts/facts.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { cachedAgents } from '../../shared/agents/agents.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import { createPaceKeeper } from '../../shared/conversations/pace.ts';
import { mediaSourceOver } from '../../shared/materials/media-source.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { createObjects } from '../../shared/runtime/aws-objects.ts';
import { createHeardClock, clock as systemClock } from '../../shared/runtime/clock.ts';
import { dataKeysOver, secretTextOver } from '../../shared/runtime/data-keys.ts';
import { readEnv, SenderEnv } from '../../shared/runtime/env.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { type AppSecrets, createSecrets } from '../../shared/runtime/secrets.ts';
import { ids, timers } from '../../shared/runtime/system.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';
import { createPlatformClients } from './platform-clients.ts';
import { createHandler } from './sender-handler.ts';

const env = readEnv(SenderEnv);
const clock = createHeardClock(systemClock);
const table = createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME);
const cipher = createFieldCipher({
  dataKeys: dataKeysOver(createAwsJson('kms'), env.FIELD_KEY_ARN),
  keys: createTenantKeys(table),
});
const secrets = createSecrets(secretTextOver(createAwsJson('secretsmanager'), env.SECRETS_ARN));
/** Two attempts at an image, its upload and its send must fit into a claim. */
const MEDIA_TIMEOUT_MS = 3_000;
const media = mediaSourceOver(createObjects(env.MEDIA_BUCKET, process.env, MEDIA_TIMEOUT_MS));
const log = createLog('sender');
const accountStore = createAccountStore(table);
const agents = cachedAgents(createAgentStore(table), clock);
const pace = createPaceKeeper({ table, clock, log });
const accounts = createAccounts({ accounts: accountStore, agentTiming: agents, clock });

function compose(app: AppSecrets) {
  const clients = createPlatformClients(app, env, media);
  const shared = { table, clock, ids, timers, cipher, log };
  const access = createAccess({
    ...shared,
    accounts: accountStore,
    authorizations: createAuthorizationStore(table),
    clients,
  });
  return createHandler({ ...shared, accounts, clients, access, pace });
}

/** Rotated credentials make a new composition; the same ones keep the old, with its cached tokens. */
let composed: { readonly app: AppSecrets; readonly handler: ReturnType<typeof compose> } | undefined;

export const handler = async (event: SQSEvent, context: Context): Promise<unknown> => {
  const app = await secrets();
  if (composed?.app !== app) composed = { app, handler: compose(app) };
  return composed.handler(event, context);
};
