import { createListedAccounts } from '../../shared/accounts/listed.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { loadHead } from '../../shared/conversations/store-conversations.ts';
import { visibleConversations } from '../../shared/conversations/visible.ts';
import { createPresence } from '../../shared/live/presence.ts';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import { createWatcherStore } from '../../shared/live/store-watchers.ts';
import { liveManagement } from '../../shared/runtime/aws.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { secretTextOver } from '../../shared/runtime/data-keys.ts';
import { LiveEnv, readEnv } from '../../shared/runtime/env.ts';
import { createLivePusher } from '../../shared/runtime/live-pusher.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { createSecrets } from '../../shared/runtime/secrets.ts';
import { createCallers } from '../../shared/tenants/callers.ts';
import { createMemberStore } from '../../shared/tenants/store-members.ts';
import { createTenantStore } from '../../shared/tenants/store-tenants.ts';
import { createHandler } from './handler.ts';

const env = readEnv(LiveEnv);
const table = createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME);
const secrets = createSecrets(secretTextOver(createAwsJson('secretsmanager'), env.SECRETS_ARN));
const callers = createCallers({ members: createMemberStore(table), tenants: createTenantStore(table), clock });

const pusher = createLivePusher(liveManagement(env.LIVE_ENDPOINT));
const log = createLog('live');
const accounts = createListedAccounts(createAccountStore(table));

/** The consoles' WebSocket: connect, ping, presence, disconnect. */
export const handler = createHandler({
  connections: createConnectionStore(table),
  pusher,
  presence: createPresence({ watchers: createWatcherStore(table), pusher, clock, log }),
  findCaller: (sub) => callers.find(sub),
  findCallerNow: (sub) => callers.findNow(sub),
  mayShow: async (caller, conversationId) => {
    if (caller.ownOnly)
      return (await visibleConversations({ table, accounts }, caller, [conversationId])).has(conversationId);
    return (await loadHead(table, { tenantId: caller.tenantId, conversationId })) !== undefined;
  },
  signingKey: async () => (await secrets()).signingKey,
  clock,
  log,
});
