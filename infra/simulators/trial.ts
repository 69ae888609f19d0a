import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createManualClock } from './core/manual-clock.ts';
import { startSimulators } from './index.ts';

/** 2026-03-02 10:00 in Shanghai. */
export const START_MS = 1_772_416_800_000;

export type Received = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: Buffer;
};

export type Called = { readonly status: number; readonly body: unknown };

/** Both twins with a clock moved by hand and a receiver in the product's place. For tests. */
export async function startTrial(options: { stateDir?: string; env?: Record<string, string> } = {}) {
  const received: Received[] = [];
  let status = 200;
  const receiver = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      received.push({ path: req.url ?? '', headers: req.headers, raw: Buffer.concat(chunks) });
      res.writeHead(status, { 'content-type': 'application/json' }).end('{"code":0,"success":true,"msg":"success"}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  // Listening on a port, a server has an address of this form.
  const port = (receiver.address() as AddressInfo).port;
  const clock = createManualClock(START_MS);
  const simulators = await startSimulators({
    port: 0,
    clock,
    env: {
      DOUYIN_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/douyin`,
      XIAOHONGSHU_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/xiaohongshu`,
      ...options.env,
    },
    ...(options.stateDir === undefined ? {} : { stateDir: options.stateDir }),
  });
  const { origin } = simulators;

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Called> => {
    const isForm = body instanceof URLSearchParams;
    const answer = await fetch(origin + path, {
      method,
      redirect: 'manual',
      headers: { ...(isForm ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json');
    const location = answer.headers.get('location');
    return { status: answer.status, body: isJson ? JSON.parse(text) : (location ?? text) };
  };
  return {
    origin,
    clock,
    received,
    call,
    receiverPort: port,
    answerWith(next: number) {
      status = next;
    },
    control: (path: string, body?: unknown) => call(body === undefined ? 'GET' : 'POST', `/_control/${path}`, body),
    async close() {
      await simulators.close();
      await new Promise((resolve) => receiver.close(resolve));
    },
  };
}

export type Trial = Awaited<ReturnType<typeof startTrial>>;
