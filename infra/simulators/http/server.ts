import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json, type Reply } from './reply.ts';
import { BadRequest, type Call, type Router } from './router.ts';

/** Platform calls are small; uploads name their own limit. */
const DEFAULT_BODY_LIMIT = 262_144;

/** Requests with a path that nobody registered. */
export type Fallback = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<Reply | undefined>;

/** A plain HTTP server over a router. Errors become `{ error }`; a defect becomes 500 and is told to `onDefect`. */
export function createHttpServer(router: Router, fallback: Fallback, onDefect: (error: unknown) => void): Server {
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', 'http://simulator');
    const found = router.find(req.method ?? 'GET', url.pathname);
    const reply = found ? await found.route(makeCall(req, res, url, found.params)) : await fallback(req, res, url);
    if (reply) write(res, reply);
  };
  return createServer((req, res) => {
    answer(req, res).catch((error: unknown) => {
      if (error instanceof BadRequest) return write(res, json({ error: error.message }, error.status));
      onDefect(error);
      if (!res.headersSent) write(res, json({ error: 'the simulator failed; its log says why' }, 500));
      else res.destroy();
    });
  });
}

export function write(res: ServerResponse, reply: Reply): void {
  if (res.destroyed) return;
  res.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  res.end(reply.body);
}

function makeCall(req: IncomingMessage, res: ServerResponse, url: URL, params: Record<string, string>): Call {
  const bytes = (limit = DEFAULT_BODY_LIMIT): Promise<Buffer> => readBody(req, limit);
  return {
    req,
    res,
    url,
    params,
    bytes,
    async json(schema) {
      // A web page of another origin cannot send this type without asking first: nobody drives the twin by accident.
      if (!(req.headers['content-type'] ?? '').startsWith('application/json')) {
        throw new BadRequest('content-type must be application/json', 415);
      }
      const parsed = schema.safeParse(parseJson(await bytes()));
      if (!parsed.success) {
        throw new BadRequest(parsed.error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`).join('; '));
      }
      return parsed.data;
    },
    form: async () => new URLSearchParams((await bytes()).toString('utf8')),
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new BadRequest('the body is not JSON');
  }
}

function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(new BadRequest(`the body exceeds ${limit} bytes`, 413));
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', reject);
  });
}
