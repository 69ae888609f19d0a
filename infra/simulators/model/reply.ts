import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeStream } from './stream.ts';
import { errorBody, messageBody, type WireAnswer } from './wire.ts';

/** What goes back over the wire. `nothing`: the caller's own time limit ends the call. */
export type Reply =
  | JsonReply
  | { readonly kind: 'answer'; readonly answer: WireAnswer; readonly stream: boolean; readonly cut: boolean }
  | { readonly kind: 'nothing' };

interface JsonReply {
  readonly kind: 'json';
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterSeconds?: number;
}

export const refused = (status: number, type: string, message: string): JsonReply => ({
  kind: 'json',
  status,
  body: errorBody(type, message),
});

export function writeReply(res: ServerResponse, reply: Reply): void {
  if (reply.kind === 'nothing') return;
  if (reply.kind === 'json') writeJson(res, reply);
  else if (reply.stream) writeStream(res, reply.answer, reply.cut);
  else if (reply.cut) writeCut(res, JSON.stringify(messageBody(reply.answer)));
  else writeJson(res, { kind: 'json', status: 200, body: messageBody(reply.answer) });
}

function writeJson(res: ServerResponse, { status, body, retryAfterSeconds }: JsonReply): void {
  if (retryAfterSeconds !== undefined) res.setHeader('retry-after', String(retryAfterSeconds));
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

/** F47: the connection dies in the middle of the answer. */
function writeCut(res: ServerResponse, text: string): void {
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.write(text.slice(0, text.length / 2), () => res.socket?.destroy());
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

export class TooLarge extends Error {}

/** @throws {TooLarge} */
export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of req) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
