import { loadHead } from '../../shared/conversations/store-conversations.ts';
import { createNoticeStore } from '../../shared/live/store-notices.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { NoticesEnv, readEnv } from '../../shared/runtime/env.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { createHandler } from './notices-handler.ts';

const env = readEnv(NoticesEnv);
const table = createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME);

/** Event bus → notices. */
export const handler = createHandler({
  notices: createNoticeStore(table),
  loadHead: (key) => loadHead(table, key),
  log: createLog('notices'),
});
