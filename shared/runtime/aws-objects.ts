import type { IncomingMessage } from 'node:http';
import { encodeStrictly, presign } from './aws-presign.ts';
import { createConnections } from './connections.ts';
import { type Objects, ObjectsFailure } from './objects.ts';

/**
 * A very small S3 client: presigned addresses for browsers, and for itself. The SDK's is 418 KB (SPEED1), and the sender
 * needs one call of it.
 */

const USUAL_TIMEOUT_MS = 8_000;
const ATTEMPTS = 2;
/** What the client's own addresses are good for. */
const OWN_SECONDS = 60;
const MAX_ERROR_BYTES = 4_096;

const connections = createConnections();

interface Call {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE';
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxBytes?: number;
}
interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Uint8Array;
}

/** The bucket named by `bucket`. Region, credentials and endpoint come from the variables that the SDK reads. */
export function createObjects(
  bucket: string,
  environment: NodeJS.ProcessEnv = process.env,
  timeoutMs = USUAL_TIMEOUT_MS,
): Objects {
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1';
  const endpoint = environment.AWS_ENDPOINT_URL_S3;
  const base = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`;
  const urlOf = (key: string) => new URL(`${base}/${key.split('/').map(encodeStrictly).join('/')}`);
  const sign = (method: Call['method'], key: string, headers = {}, query = {}, expiresSeconds = OWN_SECONDS) =>
    presign({ method, url: urlOf(key), headers, query, expiresSeconds }, region, environment);

  const call = async (request: Call): Promise<Answer> => {
    const { method, key, headers = {} } = request;
    for (let tried = 1; ; tried++) {
      try {
        const answer = await exchange(sign(method, key, headers), request, timeoutMs);
        if (answer.status < 500 || tried >= ATTEMPTS) {
          globalThis.miaohongMeter?.({ service: 'S3', operation: `${method} object`, input: { key }, output: {} });
          return answer;
        }
      } catch (cause) {
        // Repeating is safe: an object is written whole, removed or read.
        if (tried >= ATTEMPTS) throw new ObjectsFailure(`${method} ${key}`, { cause });
      }
    }
  };
  const refused = (what: string, { status, body }: Answer) =>
    new ObjectsFailure(`${what}: ${status} ${/<Code>(\w+)/.exec(Buffer.from(body).toString('utf8'))?.[1] ?? ''}`);

  return {
    uploadUrl: ({ key, contentType, bytes, expiresSeconds }) =>
      sign('PUT', key, { 'content-length': String(bytes), 'content-type': contentType }, {}, expiresSeconds),
    downloadUrl: ({ key, expiresSeconds, fileName }) =>
      sign('GET', key, {}, fileName === undefined ? {} : disposition(fileName), expiresSeconds),
    async head(key) {
      const answer = await call({ method: 'HEAD', key });
      if (answer.status === 404 || answer.status === 403) return undefined; // without the right to list, S3 answers 403
      if (answer.status !== 200) throw refused(`HEAD ${key}`, answer);
      const { 'content-length': length, 'content-type': contentType = '', etag = '' } = answer.headers;
      return { bytes: Number(length), contentType, etag };
    },
    async read(key, maxBytes) {
      const answer = await call({ method: 'GET', key, headers: { range: `bytes=0-${maxBytes - 1}` }, maxBytes });
      if (answer.status === 404 || answer.status === 403) return undefined;
      if (answer.status === 416) return new Uint8Array();
      if (answer.status !== 206 && answer.status !== 200) throw refused(`GET ${key}`, answer);
      return answer.body;
    },
    async put(key, contentType, body) {
      const headers = { 'content-length': String(body.byteLength), 'content-type': contentType };
      const answer = await call({ method: 'PUT', key, headers, body });
      if (answer.status !== 200) throw refused(`PUT ${key}`, answer);
    },
    async copy(from, to, etag) {
      const headers = {
        'content-length': '0',
        'x-amz-copy-source': `/${bucket}/${from.split('/').map(encodeStrictly).join('/')}`,
        'x-amz-copy-source-if-match': etag,
      };
      const answer = await call({ method: 'PUT', key: to, headers });
      if (answer.status === 404 || answer.status === 412) return false;
      if (answer.status !== 200) throw refused(`copy to ${to}`, answer);
      return true;
    },
    async remove(key) {
      const answer = await call({ method: 'DELETE', key });
      if (answer.status !== 204 && answer.status !== 200) throw refused(`DELETE ${key}`, answer);
    },
  };
}

/** RFC 6266: the name in UTF-8, for browsers that read it as well as for those that do not. */
const disposition = (fileName: string) => ({
  'response-content-disposition': `attachment; filename="download"; filename*=UTF-8''${encodeStrictly(fileName)}`,
});

function exchange(
  address: string,
  { method, headers, body, maxBytes = MAX_ERROR_BYTES }: Call,
  timeoutMs: number,
): Promise<Answer> {
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const outgoing = connections.request(url, { method, ...(headers ? { headers } : {}) });
    const timer = setTimeout(() => outgoing.destroy(new Error('no answer in time')), timeoutMs);
    outgoing.once('close', () => clearTimeout(timer));
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > Math.max(maxBytes, MAX_ERROR_BYTES)) outgoing.destroy(new Error('answer too large'));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.end(body);
  });
}
