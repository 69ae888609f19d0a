import { parentPort, workerData } from 'node:worker_threads';
import { closedLoop, createPool, openLoop, type Pool, type Timed } from './http-load.ts';
import { customers, messageBody, opaqueId, signedRequest } from './webhooks.ts';

/** The load generator's own thread: prepares and signs everything, then sends it on time. */

export type LoadJob = {
  readonly port: number;
  /** Names this load: no two loads of a run may share one. */
  readonly name: string;
  readonly customers: number;
  /** What the stack's clock is ahead of the machine's, milliseconds. */
  readonly aheadMs: number;
} & (
  | { readonly kind: 'open'; readonly perSecond: number; readonly seconds: number }
  | { readonly kind: 'closed'; readonly inFlight: number; readonly seconds: number; readonly atMost: number }
  | { readonly kind: 'puts'; readonly table: string; readonly inFlight: number; readonly seconds: number }
);

/** Between preparing and sending. */
const LEAD_MS = 300;

function webhooks(job: LoadJob, count: number, perSecond: number): Buffer[] {
  const people = customers(job.name, job.customers);
  const startMs = Date.now() + job.aheadMs + LEAD_MS;
  return Array.from({ length: count }, (_, index) => {
    const from = people[index % people.length];
    if (!from) throw new RangeError('a load needs customers');
    const text = `第${index}条：九十平的三居室全包大概多少钱？`;
    const atMs = Math.floor(startMs + (index * 1000) / perSecond);
    return signedRequest(job.port, messageBody(from, { messageId: opaqueId(`${job.name} ${index}`), atMs, text }));
  });
}

/** Single puts of rows like a webhook's, straight to the table: what the table alone can take. */
function* puts(job: Extract<LoadJob, { kind: 'puts' }>): Generator<Buffer> {
  const sealed = messageBody(customers(job.name, 1)[0] ?? { id: '', name: '', ref: '' }, {
    messageId: opaqueId(job.name),
    atMs: 0,
    text: '九十平的三居室全包大概多少钱？',
  }).toString('base64');
  for (let index = 0; ; index += 1) {
    const Item = {
      pk: { S: `t#raw#c#${job.name}${index % job.customers}` },
      sk: { S: `m#${String(index).padStart(13, '0')}#e` },
      raw: { B: sealed.slice(0, 900) },
    };
    const body = Buffer.from(
      JSON.stringify({ TableName: job.table, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    const head = [
      'POST / HTTP/1.1',
      `host: 127.0.0.1:${job.port}`,
      'content-type: application/x-amz-json-1.0',
      'x-amz-target: DynamoDB_20120810.PutItem',
      'authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      'x-amz-date: 20260101T000000Z',
      `content-length: ${body.length}`,
    ];
    yield Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
  }
}

function run(pool: Pool, job: LoadJob): Promise<Timed> {
  switch (job.kind) {
    case 'open':
      return openLoop(pool, webhooks(job, job.perSecond * job.seconds, job.perSecond), job.perSecond);
    case 'closed':
      return closedLoop(pool, webhooks(job, job.atMost, job.atMost / job.seconds), job);
    case 'puts':
      return closedLoop(pool, puts(job), job);
  }
}

// Given by load.ts in this process.
const job = workerData as LoadJob;
const pool = createPool(job.port);
parentPort?.postMessage(await run(pool, job));
pool.close();
