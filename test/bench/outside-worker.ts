import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parentPort } from 'node:worker_threads';
import * as z from 'zod';
import { createPool, type Pool } from './http-load.ts';
import type { DmJob, DmResult } from './outside-job.ts';
import { type Customer, customers, echoBody, messageBody, opaqueId, signedRequest } from './webhooks.ts';

/**
 * The world outside the product, as cheap as it can be: customers who write, a platform that accepts every send and
 * echoes it, a model that always says the same. It judges nothing; that is the simulators' work.
 */

const ANSWER = '您好，全包价格要看您选的材料和施工范围。方便说一下大概的面积和所在的区吗？我先给您一个参考。';
const SendBody = z.object({ to_user_id: z.string(), content: z.object({ text: z.object({ text: z.string() }) }) });

interface Waiting {
  readonly dueMs: number;
  readonly customer: Customer;
  sentMs: number | undefined;
  readonly done: (echoed: boolean) => void;
}

interface Round {
  readonly job: DmJob;
  readonly pool: Pool;
  readonly waiting: Map<string, Waiting>;
  readonly sentMs: number[];
  readonly echoedMs: number[];
  refused: number;
  lost: number;
  sends: number;
  modelCalls: number;
  egressBytes: number;
}

let round: Round | undefined;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // A request without an encoding yields buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (round) round.egressBytes += body.length + request.rawHeaders.reduce((sum, part) => sum + part.length + 2, 0);
  return body;
}

const server = createServer((request, response) => void answer(request, response));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await read(request);
  const reply = (value: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.url?.includes('/v1/messages')) {
    if (round) round.modelCalls += 1;
    if (round?.job.modelMs) await pause(round.job.modelMs);
    reply(modelAnswer);
  } else if (request.url?.includes('/im/send/msg/')) {
    if (round?.job.platformMs) await pause(round.job.platformMs);
    const sent = SendBody.parse(JSON.parse(body.toString('utf8')));
    const messageId = opaqueId(`sent ${sent.to_user_id} ${round?.sends ?? 0} ${performance.now()}`);
    reply({ msg_id: messageId, data: { error_code: 0, description: '' }, extra: { error_code: 0 } });
    if (round) void echo(round, sent.to_user_id, messageId, sent.content.text.text);
  } else {
    response.writeHead(404).end('{}');
  }
}

const modelAnswer = {
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'bench',
  content: [{ type: 'text', text: ANSWER }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: {
    input_tokens: 220,
    output_tokens: 48,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 1_900,
    simulated: true,
  },
};

async function echo(current: Round, customerId: string, messageId: string, text: string): Promise<void> {
  current.sends += 1;
  const waiting = current.waiting.get(customerId);
  if (!waiting) return;
  waiting.sentMs ??= performance.now() - waiting.dueMs;
  const atMs = Date.now() + current.job.aheadMs;
  const status = await current.pool.send(
    signedRequest(current.job.port, echoBody(waiting.customer, { messageId, atMs, text })),
  );
  if (status !== 200) current.refused += 1;
  current.waiting.delete(customerId);
  waiting.done(true);
}

/** One message; settles when its answer's echo is acknowledged, or when it is given up. */
function say(current: Round, from: Customer, index: number, dueMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      current.waiting.delete(from.id);
      waiting.done(false);
    }, current.job.patienceSeconds * 1000);
    const waiting: Waiting = {
      dueMs,
      customer: from,
      sentMs: undefined,
      done(echoed) {
        clearTimeout(timer);
        if (!echoed) current.lost += 1;
        else {
          current.sentMs.push(waiting.sentMs ?? 0);
          current.echoedMs.push(performance.now() - dueMs);
        }
        resolve();
      },
    };
    current.waiting.set(from.id, waiting);
    const messageId = opaqueId(`${current.job.name} ${index}`);
    const said = {
      messageId,
      atMs: Date.now() + current.job.aheadMs,
      text: `请问第${index}套九十平的三居室全包多少钱？`,
    };
    void current.pool.send(signedRequest(current.job.port, messageBody(from, said))).then((status) => {
      if (status !== 200) current.refused += 1;
    });
  });
}

async function atFixedTimes(current: Round, people: readonly Customer[], perSecond: number): Promise<void> {
  const beganMs = performance.now();
  const all: Promise<void>[] = [];
  while (all.length < current.job.count) {
    const dueMs = beganMs + (all.length * 1000) / perSecond;
    const from = people[all.length % people.length];
    if (dueMs > performance.now() || !from) await pause(1);
    else all.push(say(current, from, all.length, dueMs));
  }
  await Promise.all(all);
}

/** Each lane has customers of its own, so that nobody writes again before he is answered. */
async function inLanes(current: Round, people: readonly Customer[], inFlight: number): Promise<void> {
  const untilMs = performance.now() + (current.job.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  let next = 0;
  const lane = async (own: readonly Customer[]): Promise<void> => {
    for (let turn = 0; next < current.job.count && performance.now() < untilMs; turn += 1) {
      const from = own[turn % own.length];
      next += 1;
      if (from) await say(current, from, next, performance.now());
    }
  };
  await Promise.all(
    Array.from({ length: inFlight }, (_, at) => lane(people.filter((_one, index) => index % inFlight === at))),
  );
}

async function play(job: DmJob): Promise<DmResult> {
  const current: Round = {
    job,
    pool: createPool(job.port),
    waiting: new Map(),
    sentMs: [],
    echoedMs: [],
    refused: 0,
    lost: 0,
    sends: 0,
    modelCalls: 0,
    egressBytes: 0,
  };
  round = current;
  const people = customers('dm', job.customers);
  const beganMs = performance.now();
  if (job.perSecond === undefined) await inLanes(current, people, job.inFlight ?? 1);
  else await atFixedTimes(current, people, job.perSecond);
  const { sentMs, echoedMs, refused, lost, sends, modelCalls, egressBytes } = current;
  const seconds = (performance.now() - beganMs) / 1000;
  current.pool.close();
  return { handled: echoedMs.length, lost, refused, sends, modelCalls, egressBytes, seconds, sentMs, echoedMs };
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage({ kind: 'ready', port: typeof address === 'object' && address ? address.port : 0 });
});
parentPort?.on('message', (job: DmJob) => {
  void play(job).then((result) => parentPort?.postMessage({ kind: 'done', result }));
});
