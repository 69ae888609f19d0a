import { applyAccountEvent } from '../../shared/accounts/apply-account-event.ts';
import { createAccounts } from '../../shared/accounts/facts.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAuthorizationStore } from '../../shared/accounts/store-authorizations.ts';
import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { cachedAgents } from '../../shared/agents/agents.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { dataKeysOver } from '../../shared/runtime/data-keys.ts';
import { ConversationEnv, readEnv } from '../../shared/runtime/env.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { gatheredGets } from '../../shared/runtime/gathered-gets.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { ids, timers } from '../../shared/runtime/system.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';
import { createHandler } from './conversation-handler.ts';

const env = readEnv(ConversationEnv);
const table = gatheredGets(createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME));
const cipher = createFieldCipher({
  dataKeys: dataKeysOver(createAwsJson('kms'), env.FIELD_KEY_ARN),
  keys: createTenantKeys(table),
});
const accountStore = createAccountStore(table);
const agents = cachedAgents(createAgentStore(table), clock);
const accountDeps = {
  accounts: accountStore,
  authorizations: createAuthorizationStore(table),
  directory: createAccountDirectory({ table, clock }),
  clock,
  ids,
};

export const handler = createHandler({
  table,
  clock,
  ids,
  timers,
  cipher,
  accounts: createAccounts({ accounts: accountStore, agentTiming: agents, clock }),
  log: createLog('conversation'),
  applyAccountEvent: (logged) => applyAccountEvent(accountDeps, logged),
});
