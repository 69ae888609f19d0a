import { createAccountDirectory } from '../../shared/accounts/store-directory.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { dataKeysOver, secretTextOver } from '../../shared/runtime/data-keys.ts';
import { readEnv, WebhooksEnv } from '../../shared/runtime/env.ts';
import { createFieldCipherOver } from '../../shared/runtime/field-cipher.ts';
import { createItemTable } from '../../shared/runtime/item-table.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createSecretsOver } from '../../shared/runtime/secrets.ts';
import { tenantKeysOver } from '../../shared/tenants/store-tenant-key.ts';
import { createHandler } from './handler.ts';

const env = readEnv(WebhooksEnv);
const items = createItemTable(createAwsJson('dynamodb'), env.TABLE_NAME);
const cipher = createFieldCipherOver({
  dataKeys: dataKeysOver(createAwsJson('kms'), env.FIELD_KEY_ARN),
  keys: tenantKeysOver(items),
});

/** Platforms' webhooks → the event log. */
export const handler = createHandler({
  items,
  directory: createAccountDirectory({ items, clock }),
  cipher: () => cipher,
  clock,
  secrets: createSecretsOver(secretTextOver(createAwsJson('secretsmanager'), env.SECRETS_ARN)),
  log: createLog('webhooks'),
});
