import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import type { Platform } from '../../shared/conversations/model.ts';

/**
 * Stands between the simulators and the product's webhooks: takes every signed push at once and brings it to the product
 * as a platform on a bad day would, twice and out of order, until it is answered with 2xx.
 */
export interface PostOffice {
  /** Where the simulators must push: a base address without the platform. */
  readonly origin: string;
  /** Customers' letters so far; pushes of what the account sent are not counted. */
  readonly letters: readonly Letter[];
  /** Requests made for customers' letters that were answered with 2xx, copies included. */
  accepted(): number;
  /** Attempts that were not: each was repeated. */
  refused(): number;
  /** Nothing is on its way; what waits for the next letter of its lane is not. */
  idle(): boolean;
  /** Lets go what waits for a next letter. */
  release(): void;
  /** Runs after every accepted request. */
  onAccepted(listener: (accepted: number) => void): void;
  close(): Promise<void>;
}

export interface Letter {
  readonly platform: Platform;
  readonly customerId: string;
  /** The platform's id of what happened: names it whatever the headers say (SEC3). */
  readonly eventId: string;
  readonly isMessage: boolean;
  readonly atMs: number;
}

export interface PostOfficeOptions {
  /** The product's address. */
  readonly deliverTo: string;
  readonly accountIds: Readonly<Record<Platform, string>>;
  /** Every so many customers' letters is brought twice, in turn with the same and with a fresh delivery id. */
  readonly copyEvery: number;
  /** Every so many customers' letters leaves behind the next one of its conversation. */
  readonly swapEvery: number;
}

interface Push extends Letter {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly isOurs: boolean;
}

const AT_ONCE = 24;
/** A platform drops a call after so long and repeats it. */
const ANSWER_MS = 5_000;

const Douyin = z.object({ event: z.string(), from_user_id: z.string(), to_user_id: z.string(), content: z.unknown() });
const DouyinContent = z.object({ server_message_id: z.string(), create_time: z.number() });
const Xiaohongshu = z.object({
  message_id: z.string(),
  message_type: z.string(),
  from_user_id: z.string(),
  to_user_id: z.string(),
  timestamp: z.number(),
});

export async function openPostOffice(options: PostOfficeOptions): Promise<PostOffice> {
  const letters: Letter[] = [];
  const lanes = new Map<string, Push[]>();
  const busy = new Set<string>();
  /** Letters that leave behind the next one of their lane. */
  const held = new Map<string, Push[]>();
  const listeners: ((accepted: number) => void)[] = [];
  const count = { accepted: 0, refused: 0, onTheWay: 0 };
  let closed = false;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(read(request.url ?? '', request.headers, Buffer.concat(chunks), options.accountIds));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function take(push: Push): void {
    const lane = lanes.get(push.customerId) ?? [];
    lanes.set(push.customerId, lane);
    if (push.isOurs) lane.push(push);
    else {
      const number = letters.push(push);
      const copy = number % 2 === 0 ? push : withFreshId(push);
      const brought = number % options.copyEvery === 1 ? [push, copy] : [push];
      const late = held.get(push.customerId);
      held.delete(push.customerId);
      if (!late && number % options.swapEvery === 2) held.set(push.customerId, brought);
      else lane.push(...brought, ...(late ?? []));
    }
    send();
  }

  function send(): void {
    for (const [name, lane] of lanes) {
      if (count.onTheWay >= AT_ONCE) return;
      const next = busy.has(name) ? undefined : lane.shift();
      if (!next) continue;
      busy.add(name);
      count.onTheWay += 1;
      void deliver(next).then(() => {
        busy.delete(name);
        count.onTheWay -= 1;
        send();
      });
    }
  }

  async function deliver(push: Push): Promise<void> {
    while (!closed && !(await attempt(push))) count.refused += 1;
    if (push.isOurs) return;
    count.accepted += 1;
    for (const listener of listeners) listener(count.accepted);
  }

  const attempt = (push: Push): Promise<boolean> =>
    fetch(`${options.deliverTo}/webhooks${push.path}`, {
      method: 'POST',
      headers: push.headers,
      body: new Uint8Array(push.body),
      signal: AbortSignal.timeout(ANSWER_MS),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => new Promise<boolean>((resolve) => setTimeout(resolve, 50, false)),
    );

  return {
    origin: `http://127.0.0.1:${portOf(server.address())}`,
    letters,
    accepted: () => count.accepted,
    refused: () => count.refused,
    idle: () => count.onTheWay === 0 && [...lanes.values()].every((lane) => lane.length === 0),
    release() {
      for (const [name, late] of held) lanes.get(name)?.push(...late);
      held.clear();
      send();
    },
    onAccepted: (listener) => listeners.push(listener),
    close() {
      closed = true;
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

/** Douyin names deliveries in a header that nothing signs. */
const withFreshId = (push: Push): Push => ({ ...push, headers: { ...push.headers, 'msg-id': randomUUID() } });

function read(
  path: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
  accountIds: PostOfficeOptions['accountIds'],
): Push {
  const platform = path.startsWith('/douyin') ? 'douyin' : 'xiaohongshu';
  const kept = ['content-type', 'x-douyin-signature', 'msg-id'];
  const plain = Object.fromEntries(kept.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
  const json: unknown = JSON.parse(body.toString('utf8'));
  const { from, to, ...told } = platform === 'douyin' ? readDouyin(json) : readXiaohongshu(json);
  const isOurs = from === accountIds[platform];
  return { ...told, platform, path, headers: plain, body, isOurs, customerId: isOurs ? to : from };
}

function readDouyin(json: unknown) {
  const { event, from_user_id: from, to_user_id: to, content } = Douyin.parse(json);
  const inner: unknown = typeof content === 'string' ? JSON.parse(content) : content;
  const { server_message_id: eventId, create_time: atMs } = DouyinContent.parse(inner);
  return { from, to, eventId, atMs, isMessage: event === 'im_receive_msg' };
}

function readXiaohongshu(json: unknown) {
  const { message_id: eventId, message_type: type, timestamp: atMs, ...parties } = Xiaohongshu.parse(json);
  return { from: parties.from_user_id, to: parties.to_user_id, eventId, atMs, isMessage: type === 'TEXT' };
}
