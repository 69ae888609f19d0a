import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { cdkContext } from './cdk-context.ts';
import { MiaohongStack } from './stack.ts';

type Statement = {
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  Action: string | string[];
  Resource: unknown;
  Effect: string;
};
type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
};

const template = synthesize('main');
const json: unknown = template.toJSON();
const resources = (json as { Resources: Record<string, Resource> }).Resources;
const ofType = (type: string) => Object.entries(resources).filter(([, resource]) => resource.Type === type);

function synthesize(stageName: string): Template {
  const siteDir = mkdtempSync(join(tmpdir(), 'site-'));
  writeFileSync(join(siteDir, 'index.html'), '<!doctype html><title>Miaohong</title>');
  // An empty bundling-stacks list skips esbuild: template tests need no code.
  const app = new App({
    context: { ...cdkContext(), 'aws:cdk:bundling-stacks': [] },
  });
  return Template.fromStack(new MiaohongStack(app, `Test-${stageName}`, { stageName, siteDir }));
}

const statementsOf = ([, resource]: [string, Resource]) =>
  (resource.Properties.PolicyDocument as { Statement: Statement[] }).Statement;

test('the table has a stream, expiry, point-in-time recovery and survives the stack', () => {
  template.hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Retain',
    Properties: {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      Replicas: [
        Match.objectLike({
          PointInTimeRecoverySpecification: {
            PointInTimeRecoveryEnabled: true,
          },
        }),
      ],
    },
  });
});

test('every queue is encrypted; every work queue has dead letters kept for 14 days and an alarm that names the impact', () => {
  const queues = ofType('AWS::SQS::Queue');
  expect(queues.length).toBeGreaterThan(0);
  for (const [, queue] of queues) expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
  const working = queues.filter(([, queue]) => queue.Properties.RedrivePolicy !== undefined);
  expect(working).toHaveLength(3);
  const parked = queues.filter(([, queue]) => queue.Properties.RedrivePolicy === undefined);
  for (const [, queue] of parked) expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  const watched = JSON.stringify(ofType('AWS::CloudWatch::Alarm'));
  for (const [id] of parked) expect(watched).toContain(id);
  for (const [, alarm] of ofType('AWS::CloudWatch::Alarm')) {
    expect(alarm.Properties.AlarmDescription).toMatch(/ Runbook: infra\/README\.md#[a-z-]+$/);
  }
});

test('a queue hides a message for at least six timeouts of its consumer', () => {
  for (const [, mapping] of ofType('AWS::Lambda::EventSourceMapping')) {
    const source = JSON.stringify(mapping.Properties.EventSourceArn);
    const queue = ofType('AWS::SQS::Queue').find(([id]) => source.includes(id));
    if (!queue) continue;
    const fn = resources[(mapping.Properties.FunctionName as { Ref: string }).Ref];
    const timeout = Number(fn?.Properties.Timeout);
    expect(Number(queue[1].Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * timeout);
    expect(mapping.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  }
});

test('streams park what cannot be handled instead of blocking their neighbours', () => {
  const streams = ofType('AWS::Lambda::EventSourceMapping').filter(
    ([, mapping]) => mapping.Properties.StartingPosition !== undefined,
  );
  expect(streams).toHaveLength(2);
  for (const [, mapping] of streams) {
    expect(mapping.Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: expect.anything() as unknown } },
      FilterCriteria: {
        Filters: [{ Pattern: expect.stringContaining('__edb_e__') }],
      },
    });
  }
});

test('our functions run arm64 on the current Node with an explicit log retention', () => {
  const ours = ofType('AWS::Lambda::Function').filter(([, fn]) => fn.Properties.Runtime === 'nodejs24.x');
  expect(ours).toHaveLength(10);
  for (const [, fn] of ours) {
    expect(fn.Properties.Architectures).toEqual(['arm64']);
    expect(fn.Properties.LoggingConfig).toBeDefined();
  }
  for (const [, group] of ofType('AWS::Logs::LogGroup')) expect(group.Properties.RetentionInDays).toBe(30);
});

test('SEC11: one role per function; no wildcard action or resource outside the named exceptions', () => {
  const roles = ofType('AWS::Lambda::Function').map(([, fn]) => JSON.stringify(fn.Properties.Role));
  expect(new Set(roles).size).toBe(roles.length);

  // CDK's site deployment copies assets and invalidates the distribution; connection ids and bucket keys are not known ahead.
  const explained = (id: string, action: string, resource: string) =>
    id.startsWith('CustomCDKBucketDeployment') ||
    (/^s3:(Get|Put|Delete)Object$/.test(action) && /\/(uploads|materials|exports|pictures)\/\*"/.test(resource)) ||
    (action === 'execute-api:ManageConnections' && resource.includes('/@connections/*'));
  const unexplained = ofType('AWS::IAM::Policy').flatMap((policy) =>
    statementsOf(policy).flatMap((statement) =>
      [statement.Action].flat().flatMap((action) =>
        [statement.Resource]
          .flat()
          .map((resource) => JSON.stringify(resource))
          .filter(
            (resource) => (action.includes('*') || resource.includes('*')) && !explained(policy[0], action, resource),
          )
          .map((resource) => `${policy[0]}: ${action} on ${resource}`),
      ),
    ),
  );
  expect(unexplained).toEqual([]);
});

test('SEC11: webhooks may neither query nor change anything but put events', () => {
  const policy = ofType('AWS::IAM::Policy').find(([id]) => id.startsWith('HttpWebhooks'));
  if (!policy) throw new Error('no policy of the webhooks function');
  const actions = statementsOf(policy)
    .flatMap((statement) => statement.Action)
    .filter((action) => action.startsWith('dynamodb:'));
  expect(actions.sort()).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
});

test('SEC11: whatever a function does with the table it may do; the local runtime would not notice a missing right', () => {
  const may = (prefix: string): string[] => {
    const own = ofType('AWS::IAM::Policy').filter(([id]) => id.startsWith(prefix));
    const actions = own.flatMap((policy) => statementsOf(policy).flatMap(({ Action }) => [Action].flat()));
    return [...new Set(actions.filter((action) => action.startsWith('dynamodb:')))].map((action) => action.slice(9));
  };
  // A revoked right: whoever meets it forgets the tokens, so that no refresh brings the account back (A5).
  expect(may('SendingWorker')).toEqual(expect.arrayContaining(['GetItem', 'PutItem', 'Query', 'DeleteItem']));
  // Counters of usage are added to in place.
  const asked = ['GetItem', 'BatchGetItem', 'PutItem', 'Query', 'UpdateItem'];
  expect(may('AgentsWorker')).toEqual(expect.arrayContaining(asked));
  // Lists and lead records read rows by key; a revocation removes tokens.
  const whole = ['GetItem', 'PutItem', 'Query', 'BatchGetItem', 'DeleteItem'];
  expect(may('StreamConversation')).toEqual(expect.arrayContaining(whole));
  expect(may('HttpTenantRole')).toEqual(expect.arrayContaining(whole));
  // Connections that are gone are forgotten; who waits, and notices, are kept (I1, A5).
  expect(may('StreamReactions')).toEqual(expect.arrayContaining(whole));
  // Whether a member may watch a conversation is read from its head and the accounts (SEC30).
  expect(may('LiveFunction')).toEqual(expect.arrayContaining(whole));
  expect(may('TimersWorker')).toEqual(expect.arrayContaining(whole));
  expect(may('NoticesFunction')).toEqual(expect.arrayContaining(['GetItem', 'PutItem']));
});

test('the media bucket is private, trusts pages of the console alone, and forgets what was never completed', () => {
  const media = ofType('AWS::S3::Bucket').find(([id]) => id.startsWith('StorageMedia'));
  expect(media?.[1].Properties).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    CorsConfiguration: {
      CorsRules: [{ AllowedMethods: ['GET', 'HEAD', 'PUT'], AllowedHeaders: ['content-type'] }],
    },
    LifecycleConfiguration: {
      Rules: [
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
        { Prefix: 'uploads/', ExpirationInDays: 1, Status: 'Enabled' },
        { Prefix: 'exports/', ExpirationInDays: 7, Status: 'Enabled' },
        { Prefix: 'pictures/', ExpirationInDays: 30, Status: 'Enabled' },
      ],
    },
  });
  const cors = JSON.stringify(media?.[1].Properties.CorsConfiguration);
  expect(cors).toContain('ConsoleDistribution');
  expect(cors).not.toContain('"*"');
});

test('SEC35: no credential stands in the template; secrets go by reference', () => {
  for (const [, fn] of ofType('AWS::Lambda::Function')) {
    const { Variables = {} } = (fn.Properties.Environment ?? {}) as {
      Variables?: Record<string, unknown>;
    };
    for (const [name, value] of Object.entries(Variables)) {
      expect(name).not.toMatch(/SECRET$|PASSWORD|TOKEN|API_KEY|PRIVATE/);
      // Anything long, literal and random would be a credential; addresses and flags are neither.
      if (typeof value === 'string') expect(value).not.toMatch(/^(?=.*\d)(?=.*[A-Z])[A-Za-z0-9+/_=-]{20,}$/i);
    }
  }
  const secret = ofType('AWS::SecretsManager::Secret')[0]?.[1];
  expect(secret?.Properties).not.toHaveProperty('SecretString');
  expect(secret?.Properties.GenerateSecretString).toMatchObject({
    GenerateStringKey: 'signingKey',
  });
});

test('SEC29: the site answers with a policy that allows nothing inline, no framing and no script from elsewhere', () => {
  const headers = ofType('AWS::CloudFront::ResponseHeadersPolicy')[0]?.[1];
  const text = JSON.stringify(headers?.Properties);
  expect(text).toContain("default-src 'self';");
  expect(text).toContain("script-src 'self';");
  expect(text).toContain("style-src 'self';");
  expect(text).toContain("object-src 'none';");
  expect(text).toContain("frame-ancestors 'none'");
  // Uploads and pictures of materials go to the bucket itself, and nowhere else on AWS.
  expect(text).toContain('https://*.s3.');
  expect(text).not.toContain('https://*.amazonaws.com');
  // SEC28: a picture comes from us or from the bucket; no other host is ever asked for one.
  expect(text).not.toMatch(/(img|media)-src [^;]*https:(?!\/\/)/);
  expect(text).not.toContain('unsafe');
});

test('SEC7: webhooks have a bounded share of the account and a throttle', () => {
  const webhooks = ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('HttpWebhooks'));
  expect(webhooks?.[1].Properties.ReservedConcurrentExecutions).toBe(100);
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    StageName: '$default',
    DefaultRouteSettings: { ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 2000 },
    // Of its own: a flood of webhooks uses up nothing that people's requests may have.
    RouteSettings: { 'ANY /webhooks/{proxy+}': { ThrottlingRateLimit: 8000, ThrottlingBurstLimit: 5000 } },
  });
});

test('SEC10: the API reaches a tenant’s rows by a session that is tagged with it, and by no right of its own', () => {
  const tableRights = (prefix: string) =>
    ofType('AWS::IAM::Policy')
      .filter(([id]) => id.startsWith(prefix))
      .flatMap(statementsOf)
      .filter((one) => one.Effect === 'Allow' && [one.Action].flat().some((action) => action.startsWith('dynamodb:')));
  const keysOf = ({ Condition }: Statement) => Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  const own = tableRights('HttpApiFunction');
  expect(own.map((one) => [one.Action, keysOf(one)])).toEqual([['dynamodb:GetItem', ['d#sub#*']]]);
  const led = (rest: string) => `t#\${aws:PrincipalTag/tenant}${rest}`;
  const whole = ['BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
  const named = (actions: string | string[]) => [actions].flat().map((action) => action.replace('dynamodb:', ''));
  expect(tableRights('HttpTenantRole').map((one) => [named(one.Action), keysOf(one)])).toEqual([
    [
      ['ConditionCheckItem', 'GetItem', 'PutItem'],
      ['d#acc#*', 'd#state#*', 'd#sub#*', 'd#conn#*'],
    ],
    [['DeleteItem'], ['d#acc#*', 'd#state#*', 'd#conn#*']],
    [whole, [led(''), led('#*')]],
    [['Query'], [led(''), led('#*')]],
  ]);
  template.hasResourceProperties('AWS::IAM::Role', {
    Description: Match.stringLikeRegexp('tenant'),
    AssumeRolePolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'sts:TagSession',
          Condition: {
            StringLike: { 'aws:RequestTag/tenant': '*' },
            'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
          },
        }),
      ]),
    },
  });
});

test('SEC31: who may delete or update rows may not do so in the audit log', () => {
  const policies = ofType('AWS::IAM::Policy').map(statementsOf);
  const touches = (statement: Statement): boolean =>
    [statement.Action].flat().some((action) => /^dynamodb:(DeleteItem|UpdateItem|BatchWriteItem)$/.test(action));
  const writing = policies.filter((statements) => statements.some((one) => one.Effect === 'Allow' && touches(one)));
  expect(writing.length).toBeGreaterThan(0);
  for (const statements of writing) {
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
        Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['t#*#audit#*'] } },
      }),
    );
  }
});

test('SEC33: no function reads dead letters or sends them again: that is for who operates the account', () => {
  const parked = new Set(
    ofType('AWS::SQS::Queue')
      .filter(([, queue]) => queue.Properties.RedrivePolicy === undefined)
      .map(([id]) => id),
  );
  expect(parked.size).toBeGreaterThan(0);
  for (const statement of ofType('AWS::IAM::Policy').flatMap(statementsOf)) {
    const names = [...parked].filter((id) => JSON.stringify(statement.Resource).includes(`"${id}"`));
    if (statement.Effect !== 'Allow' || names.length === 0) continue;
    for (const action of [statement.Action].flat()) {
      expect(['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl']).toContain(action);
    }
  }
  expect(JSON.stringify(resources)).not.toContain('StartMessageMoveTask');
});

test('SEC31: people are invited, not signed up; passwords are long; a first one ends with the invitation', () => {
  template.hasResourceProperties('AWS::Cognito::UserPool', {
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    Policies: { PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 7 } },
  });
  // Cognito itself makes whoever guesses wait longer with each wrong password; tokens can be revoked.
  template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
    EnableTokenRevocation: true,
    PreventUserExistenceErrors: 'ENABLED',
  });
});

test('SEC11: only what seals or opens personal data may use its key', () => {
  const opening = ofType('AWS::IAM::Policy')
    .filter((policy) => JSON.stringify(policy[1]).includes('kms:Decrypt'))
    .map(([id]) => id.replace(/ServiceRole.*$/, ''));
  expect(opening.sort()).toEqual([
    'HttpApiFunction',
    'HttpWebhooks',
    'SendingWorkerFunction',
    'StreamConversation',
    'TimersWorkerFunction',
  ]);
});

test('the outputs name what the first owner and the credentials need', () => {
  const { Outputs } = json as { Outputs: Record<string, unknown> };
  expect(Object.keys(Outputs)).toEqual(
    expect.arrayContaining(['ConsoleUrl', 'WebhookBaseUrl', 'TableName', 'UserPoolId', 'SecretsArn']),
  );
});

test('the hashed files of the console are there before the page that names them', () => {
  const [hashed, page] = ['ConsoleHashedFiles', 'ConsoleFiles'].map((prefix) =>
    ofType('Custom::CDKBucketDeployment').find(([id]) => id.startsWith(prefix)),
  );
  const waitsFor = (page?.[1] as { DependsOn?: string[] } | undefined)?.DependsOn ?? [];
  expect(waitsFor).toContain(hashed?.[0]);
});

test('every API route but the public ones asks for a signed-in member', () => {
  const open = ofType('AWS::ApiGatewayV2::Route')
    .filter(([, route]) => route.Properties.AuthorizationType !== 'JWT')
    .map(([, route]) => route.Properties.RouteKey)
    .sort();
  expect(open).toEqual([
    '$connect',
    '$default',
    '$disconnect',
    'ANY /webhooks/{proxy+}',
    'GET /api/v1/console-config',
    'GET /api/v1/health',
    'GET /api/v1/openapi.json',
    'GET /healthz',
  ]);
});

test('two stages live side by side: no resource has a fixed name', () => {
  const named = Object.entries(resources).filter(([, resource]) =>
    [
      'FunctionName',
      'TableName',
      'QueueName',
      'BucketName',
      'RoleName',
      'UserPoolName',
      'AlarmName',
      'DashboardName',
    ].some(
      (name) => typeof resource.Properties[name] === 'string' && resource.Type !== 'AWS::Lambda::EventSourceMapping',
    ),
  );
  expect(named.map(([id]) => id)).toEqual([]);
});
