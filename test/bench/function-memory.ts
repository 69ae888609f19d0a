import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { withoutSources } from './assembly.ts';
import { type HotName, hotFunction } from './bundles.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';
import { streamRecords } from './init.ts';
import type { Measure } from './report.ts';
import { type Scene, withScene } from './scene.ts';
import { loadResources } from './template.ts';
import { customers, httpEvent, messageBody, opaqueId } from './webhooks.ts';

const INVOCATIONS = 1_000;
/** The target asks whether the smallest size is safe; larger functions get a larger, lazier heap. */
const MEMORY_MB = 128;
const MB = 1024 * 1024;

/**
 * SPEED3: resident memory of a function's process after a thousand invocations. The functions run one by one outside the
 * stack, which keeps everything else: its copy of the template lacks the sources that would feed them.
 */
export async function measureFunctionMemory(): Promise<Measure[]> {
  const rss = await withoutSources(/^(StreamConversation|AgentsWorker|SendingWorker)/, (assembly) =>
    withScene({ stack: { assembly } }, run),
  );
  return [
    {
      id: 'SPEED3',
      what: `memory of a function after ${INVOCATIONS} invocations, the largest`,
      value: Math.max(...Object.values(rss)),
      unit: 'MB',
      gate: { atMost: 100 },
      moonshot: { atMost: 72 },
      basis: 'memory',
      details: { ...rss, memoryMb: MEMORY_MB },
    },
  ];
}

async function run(scene: Scene): Promise<Record<HotName, number>> {
  const rss = { webhooks: 0, conversation: 0, agent: 0, sender: 0, timers: 0 };
  rss.webhooks = await rssAfter(scene, 'webhooks', await webhookPayloads(scene));
  rss.conversation = await rssAfter(scene, 'conversation', await eventPayloads(scene));
  rss.agent = await rssOnQueue(scene, 'agent', 'AgentsWorkerQueue');
  rss.sender = await rssOnQueue(scene, 'sender', 'SendingWorkerQueue');
  const sweeps = Array.from({ length: INVOCATIONS }, () => queued([{ id: '1', body: '{"kind":"sweep"}' }]));
  rss.timers = await rssAfter(scene, 'timers', sweeps);
  return rss;
}

async function rssAfter(scene: Scene, name: HotName, payloads: readonly object[]): Promise<number> {
  const fn = await start(scene, name);
  let bytes = 0;
  for (const payload of payloads) bytes = await invoke(fn, name, payload);
  await fn.stop();
  return bytes / MB;
}

async function invoke(fn: FunctionProcess, name: HotName, payload: object): Promise<number> {
  const { error, rssBytes } = await fn.invoke(payload);
  if (error !== undefined) throw new Error(`${name}: ${error}`);
  return rssBytes;
}

async function webhookPayloads({ aheadMs }: Scene): Promise<object[]> {
  const atMs = Date.now() + (await aheadMs());
  return customers('memory', INVOCATIONS).map((from, index) =>
    httpEvent(
      messageBody(from, { messageId: opaqueId(`memory ${index}`), atMs: atMs + index, text: '九十平的三居室多少钱？' }),
    ),
  );
}

/** One stream record an invocation, of the events that the webhooks stored. */
async function eventPayloads({ stack }: Scene): Promise<object[]> {
  const payloads: object[] = [];
  let from: Record<string, never> | undefined;
  do {
    const page = await stack.documentClient.send(
      new ScanCommand({ TableName: stack.tableName, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    for (const item of page.Items ?? [])
      if (item.__edb_e__?.S === 'event') payloads.push(streamRecords([wireItem(item)]));
    // Handed back as it came: nobody looks into it.
    from = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (from);
  return payloads;
}

/** Binary values travel as base64 in stream records. */
const wireItem = (item: Readonly<Record<string, { readonly B?: Uint8Array }>>) =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString('base64') } : value,
    ]),
  );

const queued = (messages: readonly { readonly id: string; readonly body: string }[]) => ({
  Records: messages.map(({ id, body }) => ({ messageId: id, receiptHandle: id, body, attributes: {} })),
});

/** Feeds a function from its queue, one message an invocation, until it had its thousand. */
async function rssOnQueue(scene: Scene, name: HotName, queue: string): Promise<number> {
  const { stack } = scene;
  const queueUrl = queueUrlOf(scene, queue);
  const sqs = new SQSClient({
    endpoint: stack.awsEnvironment.AWS_ENDPOINT_URL_SQS ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const fn = await start(scene, name);
  let bytes = 0;
  let handled = 0;
  await stack.waitFor(
    async () => {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }));
      for (const { MessageId = '', Body = '', ReceiptHandle } of Messages ?? []) {
        bytes = await invoke(fn, name, queued([{ id: MessageId, body: Body }]));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
        handled += 1;
      }
      return handled >= INVOCATIONS;
    },
    `${name} had ${INVOCATIONS} jobs`,
    180_000,
  );
  await fn.stop();
  sqs.destroy();
  return bytes / MB;
}

const idOf = (type: string, prefix = ''): string =>
  Object.entries(loadResources()).find(([id, { Type }]) => Type === type && id.startsWith(prefix))?.[0] ?? '';

const queueUrlOf = ({ stack }: Scene, prefix: string): string =>
  `${stack.awsEnvironment.AWS_ENDPOINT_URL_SQS ?? ''}/000000000000/${idOf('AWS::SQS::Queue', prefix)}`;

function start(scene: Scene, name: HotName): Promise<FunctionProcess> {
  return startFunction(hotFunction(name).file, {
    memoryMb: MEMORY_MB,
    env: {
      ...scene.stack.awsEnvironment,
      ...scene.outside.environment,
      TABLE_NAME: scene.stack.tableName,
      STAGE: 'bench',
      SECRETS_ARN: idOf('AWS::SecretsManager::Secret'),
      FIELD_KEY_ARN: idOf('AWS::KMS::Key'),
      MEDIA_BUCKET: 'media',
      OUTBOUND_QUEUE_URL: queueUrlOf(scene, 'SendingWorkerQueue'),
      AGENT_QUEUE_URL: queueUrlOf(scene, 'AgentsWorkerQueue'),
    },
  });
}
