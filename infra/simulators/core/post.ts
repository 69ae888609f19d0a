import http from 'node:http';
import https from 'node:https';

export type PostAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly code: string; readonly tookMs: number };

/** Posts bytes and waits at most `timeoutMs` of real time for the whole answer. Never throws. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  timeoutMs: number,
) => Promise<PostAnswer>;

const LONGEST_ANSWER = 65_536;

/** A poster over kept-alive connections; `close` drops them. */
export function createPost(): { readonly post: Post; close(): void } {
  const agents = {
    http: new http.Agent({ keepAlive: true, maxSockets: 256 }),
    https: new https.Agent({ keepAlive: true, maxSockets: 256 }),
  };
  const post: Post = (url, headers, body, timeoutMs) =>
    new Promise((resolve) => {
      const startedMs = performance.now();
      const failed = (code: string): void => resolve({ kind: 'failed', code, tookMs: performance.now() - startedMs });
      if (!URL.canParse(url)) return failed('bad-url');
      const secure = url.startsWith('https:');
      const request = (secure ? https : http).request(url, {
        method: 'POST',
        agent: secure ? agents.https : agents.http,
        headers: { ...headers, 'content-length': body.length },
      });
      const timer = setTimeout(() => {
        failed('timeout');
        request.destroy();
      }, timeoutMs);
      request.on('error', (error) => {
        clearTimeout(timer);
        failed('code' in error ? String(error.code) : 'failed');
      });
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (text.length < LONGEST_ANSWER) text += chunk;
        });
        response.on('error', () => failed('cut'));
        response.on('end', () => {
          clearTimeout(timer);
          resolve({
            kind: 'answered',
            status: response.statusCode ?? 0,
            body: text,
            tookMs: performance.now() - startedMs,
          });
        });
      });
      request.end(body);
    });
  return {
    post,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
