import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PRESET } from '../../infra/simulators/preset.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import { eventItem } from '../../shared/conversations/store-event-rows.ts';
import { toItem } from '../../shared/runtime/row-table.ts';
import { type HotName, hotFunction, hotNames } from './bundles.ts';
import { startFunction } from './function-process.ts';
import { type Measure, percentile } from './report.ts';
import { customer, httpEvent, messageBody, opaqueId } from './webhooks.ts';

const REPEATS = 15;
const MEMORY_MB = 256;
const ANCHOR = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const queues = new SQSClient({});
export const handler = async () => {
  await table.send(new GetCommand({ TableName: 'table', Key: { pk: 'a', sk: 'b' } }));
  globalThis.miaohongMeter();
};`;

/** SPEED2: CPU of loading and the first signed call, against the two SDK clients alone, in turns. */
export async function measureInit(): Promise<Measure[]> {
  const aws = await startNothing();
  const dir = mkdtempSync(join(tmpdir(), 'miaohong-anchor-'));
  try {
    const anchor = await bundleAnchor(join(dir, 'anchor.mjs'));
    const env = environment(aws.endpoint);
    const cases = [
      { name: 'sdk', file: anchor, payload: {} },
      ...hotNames.map((name) => ({ name, file: hotFunction(name).file, payload: payloads[name]() })),
    ].map((one) => ({ ...one, loadMs: [] as number[], firstMs: [] as number[] }));
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      for (const { file, payload, loadMs, firstMs } of cases) {
        const fn = await startFunction(file, { memoryMb: MEMORY_MB, env });
        const { firstCallCpuMs, error } = await fn.invoke(payload);
        await fn.stop();
        if (firstCallCpuMs === undefined) throw new Error(`${file} made no call: ${error ?? ''}`);
        loadMs.push(fn.readyCpuMs);
        firstMs.push(firstCallCpuMs);
      }
    }
    const sdk = percentile(cases[0]?.firstMs ?? [], 50);
    const ratios = cases.slice(1).map(({ firstMs }) => percentile(firstMs, 50) / sdk);
    return [
      {
        id: 'SPEED2',
        what: 'CPU of init and first signed call, against the SDK alone',
        value: Math.max(...ratios),
        unit: '×',
        gate: { atMost: 1.25 },
        moonshot: { atMost: 0.8 },
        basis: 'ratio',
        details: {
          repeats: REPEATS,
          ...Object.fromEntries(
            cases.map(({ name, loadMs, firstMs }) => [
              name,
              {
                ratio: percentile(firstMs, 50) / sdk,
                loadMedianMs: percentile(loadMs, 50),
                medianMs: percentile(firstMs, 50),
                minimumMs: Math.min(...firstMs),
              },
            ]),
          ),
        },
      },
    ];
  } finally {
    aws.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Answers every AWS call with an empty document: only what the function itself does counts. */
async function startNothing(): Promise<{ readonly endpoint: string; stop(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const environment = (endpoint: string): NodeJS.ProcessEnv => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL: endpoint,
  TABLE_NAME: 'table',
  STAGE: 'bench',
  SECRETS_ARN: 'secret',
  FIELD_KEY_ARN: 'key',
  MEDIA_BUCKET: 'media',
  DOUYIN_API_URL: endpoint,
  XIAOHONGSHU_API_URL: endpoint,
  ANTHROPIC_BASE_URL: endpoint,
  OUTBOUND_QUEUE_URL: `${endpoint}/1/outbound`,
  AGENT_QUEUE_URL: `${endpoint}/1/agent`,
});

/** The clients that a function of this kind would take, bundled as ours are but for the trimming. */
async function bundleAnchor(outfile: string): Promise<string> {
  await build({
    stdin: { contents: ANCHOR, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

const from = customer('init');
const said = { messageId: opaqueId('init'), atMs: 1_790_000_000_000, text: '在吗？' };
const queued = (body: object) => ({
  Records: [{ messageId: '1', receiptHandle: '1', body: JSON.stringify(body), attributes: {} }],
});
const place = { tenantId: 'demo', conversationId: conversationIdOf('dy_bench', from.id), accountId: 'dy_bench' };

/** What wakes each function, and makes it call AWS. */
const payloads: Readonly<Record<HotName, () => object>> = {
  webhooks: () => httpEvent(messageBody(from, said)),
  conversation: () => streamRecords([toItem(eventRow())]),
  agent: () => queued({ ...place, burstKey: `${said.atMs}_bench` }),
  sender: () => queued(place),
  timers: () => queued({ kind: 'sweep' }),
};

export const streamRecords = (images: readonly object[]): object => ({
  Records: images.map((NewImage, index) => ({
    eventID: `${index}`,
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    dynamodb: { SequenceNumber: `${index + 1}`, StreamViewType: 'NEW_AND_OLD_IMAGES', NewImage },
  })),
});

const eventRow = () =>
  eventItem(place, {
    event: {
      kind: 'message',
      platform: 'douyin',
      accountPlatformId: PRESET.douyin.enterprise.id,
      customerPlatformId: from.id,
      customerName: from.name,
      eventId: said.messageId,
      occurredAtMs: said.atMs,
      replyRef: { messageRef: said.messageId, conversationRef: from.ref },
      body: { type: 'text', text: said.text },
    },
    receivedAtMs: said.atMs + 500,
    keyMs: said.atMs,
  });
