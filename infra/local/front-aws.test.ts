import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort } from './free-port.ts';
import { type Front, startFront } from './front.ts';
import { createFixture, type Fixture } from './front-fixture.ts';

/** The AWS SDK that the functions use, against the wire protocols of the front. */

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Jobs';
const resources = {
  Jobs: { Type: 'AWS::SQS::Queue' },
  Dead: { Type: 'AWS::SQS::Queue' },
  Work: { Type: 'AWS::Lambda::Function' },
  Key: { Type: 'AWS::KMS::Key' },
  OtherKey: { Type: 'AWS::KMS::Key' },
  Secrets: { Type: 'AWS::SecretsManager::Secret' },
  Bus: { Type: 'AWS::Events::EventBus' },
  Leads: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { source: ['miaohong'], 'detail-type': ['lead.captured'] },
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': ['Work', 'Arn'] } }, { Arn: queueArn, InputPath: '$.detail' }],
    },
  },
  Group: { Type: 'AWS::Scheduler::ScheduleGroup' },
  Sweep: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      GroupName: { Ref: 'Group' },
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: queueArn, Input: '{"kind":"sweep"}', RetryPolicy: { MaximumRetryAttempts: 3 } },
    },
  },
};

let fixture: Fixture;
let front: Front;
let settings: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
};
let broken = false;

async function start(stateDir?: string): Promise<void> {
  const [port, awsPort] = [await freePort(), await freePort()];
  const sendToQueue = (queueId: string) => {
    if (broken && queueId === 'Jobs') throw new Error('the queue is down');
  };
  const place = stateDir === undefined ? {} : { stateDir, nowMs: fixture.clock.now() };
  fixture = createFixture({ resources, port, awsPort, sendToQueue, ...place });
  front = await startFront(fixture.context);
  settings = {
    endpoint: `http://127.0.0.1:${awsPort}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}

beforeEach(() => start());
afterEach(async () => {
  broken = false;
  await front.close();
  fixture.remove();
});

const sent = (count: number) => vi.waitFor(() => expect(fixture.sent).toHaveLength(count), 20_000);

describe('KMS', () => {
  test('SEC12: a data key opens with its context and with no other', async () => {
    const kms = new KMSClient(settings);
    const context = { EncryptionContext: { tenantId: 't1' } };
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId: 'Key', KeySpec: 'AES_256', ...context }));
    expect(made.Plaintext).toHaveLength(32);
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, ...context }));
    expect(opened.Plaintext).toEqual(made.Plaintext);
    const elsewhere = new DecryptCommand({
      CiphertextBlob: made.CiphertextBlob,
      EncryptionContext: { tenantId: 't2' },
    });
    await expect(kms.send(elsewhere)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    const otherKey = new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, KeyId: 'OtherKey', ...context });
    await expect(kms.send(otherKey)).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  test('a ciphertext opens after a restart; an unknown key is named', async () => {
    const { CiphertextBlob } = await new KMSClient(settings).send(
      new EncryptCommand({ KeyId: 'Key', Plaintext: new TextEncoder().encode('留资') }),
    );
    await front.close();
    await start(fixture.context.stateDir);
    const kms = new KMSClient(settings);
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(new TextDecoder().decode(opened.Plaintext)).toBe('留资');
    await expect(kms.send(new GenerateDataKeyCommand({ KeyId: 'Lost' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});

test('the secrets manager answers the local credentials as one document', async () => {
  const answer = await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: 'Secrets' }));
  expect(JSON.parse(answer.SecretString ?? '')).toMatchObject({
    douyin: { clientKey: 'local-douyin-key' },
    xiaohongshu: { appId: 1187, leadToken: 'local-lead-token' },
    anthropicApiKey: '',
  });
});

describe('the event bus', () => {
  const event = (type: string, detail: string) => ({
    Source: 'miaohong',
    DetailType: type,
    Detail: detail,
    EventBusName: 'Bus',
  });

  test('an event reaches every target of the rules it matches, and only those', async () => {
    const bus = new EventBridgeClient(settings);
    const answer = await bus.send(
      new PutEventsCommand({ Entries: [event('lead.captured', '{"leadId":"l1"}'), event('agent.handed-over', '{}')] }),
    );
    expect(answer.FailedEntryCount).toBe(0);
    expect(fixture.sent).toEqual(['Jobs: {"leadId":"l1"}']);
    expect(fixture.invoked).toMatchObject([
      { functionId: 'Work', payload: { source: 'miaohong', 'detail-type': 'lead.captured', detail: { leadId: 'l1' } } },
    ]);
  });

  test('an entry that is none is refused by itself', async () => {
    const answer = await new EventBridgeClient(settings).send(
      new PutEventsCommand({ Entries: [event('lead.captured', '[]'), event('', '{}')] }),
    );
    expect(answer).toMatchObject({
      FailedEntryCount: 2,
      Entries: [{ ErrorCode: 'MalformedDetail' }, { ErrorCode: 'InvalidArgument' }],
    });
  });

  test('an accepted event survives a target that is down and a restart', async () => {
    broken = true;
    await new EventBridgeClient(settings).send(
      new PutEventsCommand({ Entries: [event('lead.captured', '{"leadId":"l2"}')] }),
    );
    expect(fixture.sent).toEqual([]);
    await front.close();
    broken = false;
    await start(fixture.context.stateDir);
    await sent(1);
    expect(fixture.sent).toEqual(['Jobs: {"leadId":"l2"}']);
  });

  test('a failed delivery is tried again when its time comes', async () => {
    broken = true;
    await new EventBridgeClient(settings).send(
      new PutEventsCommand({ Entries: [event('lead.captured', '{"leadId":"l3"}')] }),
    );
    broken = false;
    await vi.waitFor(() => {
      fixture.clock.advance(1_000);
      expect(fixture.sent).toEqual(['Jobs: {"leadId":"l3"}']);
    }, 20_000);
  });
});

describe('the scheduler', () => {
  const at = (time: string, more: object = {}) => ({
    Name: 'touch-1',
    ScheduleExpression: `at(${time})`,
    ScheduleExpressionTimezone: 'Asia/Shanghai',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn: queueArn, RoleArn: 'arn:aws:iam::000000000000:role/r', Input: '{"kind":"touch"}' },
    ...more,
  });

  test('decision 6: what the template schedules fires when the clock is moved, once for each move', async () => {
    fixture.clock.advance(60_000);
    await sent(1);
    fixture.clock.advance(3_600_000);
    await sent(2);
    expect(fixture.sent).toEqual(['Jobs: {"kind":"sweep"}', 'Jobs: {"kind":"sweep"}']);
  });

  test('a clock that is set back does not silence what recurs', async () => {
    fixture.clock.advance(7 * 86_400_000);
    await sent(1);
    const week = fixture.clock.now();
    fixture.clock.set(week - 7 * 86_400_000);
    await fetch(`${fixture.context.origin}/_local/clock`, { method: 'POST', body: '{}' });
    fixture.clock.advance(61_000);
    await sent(2);
  });

  test('INV13: a one-time schedule is never early, fires once and deletes itself', async () => {
    const scheduler = new SchedulerClient(settings);
    // The fixture's clock starts at 2026-11-02 11:04:05 in Shanghai.
    await scheduler.send(new CreateScheduleCommand(at('2026-11-02T11:04:35', { ActionAfterCompletion: 'DELETE' })));
    await expect(scheduler.send(new CreateScheduleCommand(at('2026-11-02T11:05:00')))).rejects.toMatchObject({
      name: 'ConflictException',
    });
    fixture.clock.advance(29_999);
    expect(fixture.sent).toEqual([]);
    fixture.clock.advance(1);
    await sent(1);
    expect(fixture.sent).toEqual(['Jobs: {"kind":"touch"}']);
    await expect(scheduler.send(new GetScheduleCommand({ Name: 'touch-1' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('a schedule is changed, listed and deleted; a deleted one does not fire', async () => {
    const scheduler = new SchedulerClient(settings);
    await scheduler.send(new CreateScheduleCommand(at('2026-11-02T11:04:35')));
    await scheduler.send(new UpdateScheduleCommand(at('2026-11-02T11:04:50')));
    const found = await scheduler.send(new GetScheduleCommand({ Name: 'touch-1' }));
    expect(found).toMatchObject({
      ScheduleExpression: 'at(2026-11-02T11:04:50)',
      State: 'ENABLED',
      GroupName: 'default',
    });
    expect(found.CreationDate).toBeInstanceOf(Date);
    const listed = await scheduler.send(new ListSchedulesCommand({ NamePrefix: 'touch' }));
    expect(listed.Schedules?.map(({ Name }) => Name)).toEqual(['touch-1']);
    const page = await scheduler.send(new ListSchedulesCommand({ MaxResults: 1 }));
    const rest = await scheduler.send(new ListSchedulesCommand({ MaxResults: 1, NextToken: page.NextToken }));
    expect([page.Schedules?.[0]?.Name, rest.Schedules?.[0]?.Name]).toEqual(['Sweep', 'touch-1']);
    await scheduler.send(new DeleteScheduleCommand({ Name: 'touch-1' }));
    fixture.clock.advance(50_000);
    await new SchedulerClient(settings).send(new ListSchedulesCommand({}));
    expect(fixture.sent).toEqual([]);
  });

  test('a schedule survives a restart and fires late rather than never', async () => {
    await new SchedulerClient(settings).send(new CreateScheduleCommand(at('2026-11-02T11:04:35')));
    await front.close();
    fixture.clock.advance(40_000);
    await start(fixture.context.stateDir);
    await sent(1);
    expect(fixture.sent).toEqual(['Jobs: {"kind":"touch"}']);
  });

  test('what cannot be delivered ends in the dead letters after its retries', async () => {
    broken = true;
    const Target = {
      ...at('').Target,
      RetryPolicy: { MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: 'arn:x:Dead' },
    };
    await new SchedulerClient(settings).send(new CreateScheduleCommand(at('2026-11-02T11:04:06', { Target })));
    await vi.waitFor(() => {
      fixture.clock.advance(1_000);
      expect(fixture.sent).toEqual(['Dead: {"kind":"touch"}']);
    }, 20_000);
    expect(fixture.logged).toContainEqual(expect.stringContaining('given up after 3 attempts: the queue is down'));
  });

  test.each([
    [{ ScheduleExpression: 'soon' }],
    [{ ScheduleExpressionTimezone: 'Mars/Olympus' }],
    [{ Target: { Arn: 'arn:aws:sqs:us-east-1:000000000000:Unknown', RoleArn: 'r' } }],
  ])('%j is refused as a validation error', async (wrong) => {
    const created = new SchedulerClient(settings).send(new CreateScheduleCommand(at('2026-11-02T11:04:35', wrong)));
    await expect(created).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

test('an operation that nobody plays is refused by name', async () => {
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonSNS.Publish' },
    body: '{}',
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('AmazonSNS.Publish');
  const client = new ApiGatewayManagementApiClient(settings);
  const push = client.send(new PostToConnectionCommand({ ConnectionId: 'x', Data: 'y' }));
  await expect(push).rejects.toMatchObject({ name: 'UnknownOperationException' });
});
