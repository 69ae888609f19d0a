import { createAwsJson } from '../../../shared/runtime/aws-json.ts';
import { createObjects } from '../../../shared/runtime/aws-objects.ts';
import { dataKeysOver } from '../../../shared/runtime/data-keys.ts';
import { createFieldCipher } from '../../../shared/runtime/field-cipher.ts';
import type { Ids } from '../../../shared/runtime/ports.ts';
import { createRowTable } from '../../../shared/runtime/row-table.ts';
import { ids } from '../../../shared/runtime/system.ts';
import { createTenantKeys } from '../../../shared/tenants/store-keys.ts';
import type { LocalRuntime } from '../runtime.ts';
import { seedConversations } from './load.ts';
import { seedDemo } from './seed.ts';

export interface LocalSeed {
  /** Origin of the simulators, which learn the same past. */
  readonly simulators?: string;
  /** That many plain conversations besides the demo's own. */
  readonly conversations?: number;
  readonly ids?: Ids;
}

type Seeded = Pick<LocalRuntime, 'awsEnvironment' | 'tables' | 'template' | 'clock'>;

/** Seeds a running local stack through the same wire protocols that its functions use. @returns conversations written. */
export async function seedLocal(runtime: Seeded, options: LocalSeed = {}): Promise<number> {
  const environment = { ...runtime.awsEnvironment };
  const [tableName] = Object.values(runtime.tables);
  const [fieldKey] = runtime.template.resources('AWS::KMS::Key');
  if (tableName === undefined || !fieldKey) throw new Error('the template declares no table or no field key');
  const media = runtime.template.resources('AWS::S3::Bucket').find(({ id }) => id.startsWith('StorageMedia'));
  const table = createRowTable(createAwsJson('dynamodb', environment), tableName);
  const dataKeys = dataKeysOver(createAwsJson('kms', environment), fieldKey.id);
  const deps = {
    table,
    cipher: createFieldCipher({ dataKeys, keys: createTenantKeys(table) }),
    clock: runtime.clock,
    ids: options.ids ?? ids,
    ...(media ? { objects: createObjects(runtime.template.name(media.id), environment) } : {}),
    ...(options.simulators === undefined ? {} : { simulators: options.simulators }),
  };
  const demo = await seedDemo(deps);
  return demo + (await seedConversations(deps, options.conversations ?? 0));
}
