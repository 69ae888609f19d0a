import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { dataKeysOver, secretTextOver } from '../../shared/runtime/data-keys.ts';
import { readEnv, WebhooksEnv } from '../../shared/runtime/env.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createRowTable } from '../../shared/runtime/row-table.ts';
import { createSecrets } from '../../shared/runtime/secrets.ts';
import { createTenantKeys } from '../../shared/tenants/store-keys.ts';
import { createHandler } from './handler.ts';

const env = readEnv(WebhooksEnv);
const table = createRowTable(createAwsJson('dynamodb'), env.TABLE_NAME);
const cipher = createFieldCipher({
  dataKeys: dataKeysOver(createAwsJson('kms'), env.FIELD_KEY_ARN),
  keys: createTenantKeys(table),
});

/** Platforms' webhooks → the event log. */
export const handler = createHandler({
  table,
  directory: createAccountDirectory({ table, clock }),
  cipher: () => cipher,
  clock,
  secrets: createSecrets(secretTextOver(createAwsJson('secretsmanager'), env.SECRETS_ARN)),
  log: createLog('webhooks'),
});
