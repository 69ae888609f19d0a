import { assignWaiting } from '../../shared/inbox/assign-waiting.ts';
import { createAssignmentStore } from '../../shared/inbox/store-assignment.ts';
import { createConnectionStore } from '../../shared/live/store-connections.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { NoticesEnv, readEnv } from '../../shared/runtime/env.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { ids } from '../../shared/runtime/system.ts';
import { createMemberStore } from '../../shared/tenants/store-members.ts';
import { createHandler } from './assignments-handler.ts';

const env = readEnv(NoticesEnv);
const table = createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME);
const deps = {
  table,
  clock,
  ids,
  log: createLog('assignments'),
  assignment: createAssignmentStore(table),
  members: createMemberStore(table),
  connections: createConnectionStore(table),
};

/** Event bus → whose conversation it is. */
export const handler = createHandler({ assignWaiting: (key) => assignWaiting(deps, key) });
