import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { localCredentials } from '../../infra/local/defaults.ts';
import { createAwsJson } from '../../shared/runtime/aws-json.ts';
import { assumeForTenant, type SessionCredentials } from '../../shared/runtime/aws-sts.ts';
import { createRowTable, type RowTable } from '../../shared/runtime/row-table.ts';
import { signIn } from '../harness/sign-in.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { hostTenant } from '../harness/tenant.ts';

/** SEC10 past our own check: what the session of one tenant reaches, by the policy of the synthesized template. */

const assembly = process.env.MIAOHONG_ASSEMBLY ?? join(import.meta.dirname, '../../cdk.out');
let stack: Stack;
let roleArn: string;
beforeAll(async () => {
  stack = await startStack();
  await hostTenant(stack, { knowledge: [] });
  roleArn = tenantRole();
});
afterAll(() => stack.stop());

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});
/** The role that the API is told to assume, by the template that the stack runs. */
function tenantRole(): string {
  const { Resources } = Template.parse(JSON.parse(readFileSync(join(assembly, 'Miaohong.template.json'), 'utf8')));
  const [id = ''] = Object.keys(Resources).filter(
    (name) => Resources[name]?.Type === 'AWS::IAM::Role' && name.startsWith('HttpTenantRole'),
  );
  return `arn:aws:iam::000000000000:role/${id}`;
}

const front = () => stack.awsEnvironment.AWS_ENDPOINT_URL ?? '';
const environment = (keys: Readonly<Record<string, string>>) => ({
  ...stack.awsEnvironment,
  AWS_ENDPOINT_URL_DYNAMODB: front(),
  ...keys,
});
const signedBy = ({ accessKeyId, secretAccessKey, sessionToken }: SessionCredentials): RowTable =>
  createRowTable(
    createAwsJson(
      'dynamodb',
      environment({
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      }),
    ),
    stack.tableName,
  );
const refused = { name: 'AccessDeniedException' };

test('SEC10: without our check a session of one tenant still reaches its own keys and no other tenant’s', async () => {
  const table = signedBy(await assumeForTenant({ roleArn, tenantId: 'demo' }, environment({})));
  expect(await table.get({ pk: 't#demo', sk: 'tenant' })).toMatchObject({ tenantId: 'demo' });
  expect((await table.query({ pk: 't#demo#accounts', from: 'a#', to: 'a$' })).rows.length).toBeGreaterThan(0);
  for (const pk of ['t#demo-second', 't#demo-second#accounts', 't#demo2', 't#*', 't#', 'e#1', 'd#unrouted#douyin']) {
    const row = { pk, sk: 'tenant' };
    await expect(table.get(row)).rejects.toMatchObject(refused);
    await expect(table.getMany([{ pk: 't#demo', sk: 'tenant' }, row])).rejects.toMatchObject(refused);
    await expect(table.query({ pk, from: 'a', to: 'z' })).rejects.toMatchObject(refused);
    await expect(table.query({ pk, from: 'a', to: 'z', index: 'gsi1' })).rejects.toMatchObject(refused);
    await expect(table.put({ row })).rejects.toMatchObject(refused);
    await expect(table.putAll([{ row: { pk: 't#demo', sk: 'x' } }, { row }])).rejects.toMatchObject(refused);
    await expect(table.remove(row)).rejects.toMatchObject(refused);
  }
  expect(await table.get({ pk: 't#demo', sk: 'x' })).toBeUndefined();
});

test('SEC10, SEC31: a session may not remove what its own audit log says', async () => {
  const table = signedBy(await assumeForTenant({ roleArn, tenantId: 'demo' }, environment({})));
  await expect(table.remove({ pk: 't#demo#audit#2026-11', sk: 'x' })).rejects.toMatchObject(refused);
});

test('SEC10: a session without a tenant, the function’s own rights and a stranger’s key reach no tenant', async () => {
  const nobody = signedBy(await assumeForTenant({ roleArn, tenantId: '' }, environment({})));
  await expect(nobody.get({ pk: 't#demo', sk: 'tenant' })).rejects.toMatchObject(refused);
  const keys = { AWS_ACCESS_KEY_ID: localCredentials.accessKeyId };
  const own = createRowTable(createAwsJson('dynamodb', environment(keys)), stack.tableName);
  await expect(own.get({ pk: 't#demo', sk: 'tenant' })).rejects.toMatchObject(refused);
  expect(await own.get({ pk: 'd#sub#nobody', sk: 'd' })).toBeUndefined();
  await expect(own.put({ row: { pk: 'd#sub#nobody', sk: 'd' } })).rejects.toMatchObject(refused);
  const stranger = createAwsJson('dynamodb', environment({ AWS_ACCESS_KEY_ID: 'AKIASTRANGER' }));
  await expect(createRowTable(stranger, stack.tableName).get({ pk: 't#demo', sk: 'tenant' })).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
  await expect(
    assumeForTenant({ roleArn: 'arn:aws:iam::000000000000:role/Other', tenantId: 'demo' }, environment({})),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('SEC10: people of two tenants work through sessions of their own', async () => {
  const [mine, theirs] = await Promise.all([signIn(stack.origin, 'demo-owner'), signIn(stack.origin, 'second-owner')]);
  const answers = await Promise.all([mine.call('GET', '/me'), theirs.call('GET', '/me')]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});
