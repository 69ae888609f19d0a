import type { IncomingMessage, ServerResponse } from 'node:http';
import { createContext, Script } from 'node:vm';
import * as z from 'zod';
import { createCompressor } from './site-compress.ts';
import { serveFile } from './site-files.ts';
import { type Behaviour, readSite } from './site-settings.ts';
import type { LocalContext } from './types.ts';

/** The CloudFront distribution: which part answers a path, with which headers. */
export interface Site {
  /** The behaviour of a path; the caller sends `api` ones to the HTTP or WebSocket API with `headers`. */
  behaviourOf(path: string): { readonly serves: 'files' | 'api'; readonly headers: Readonly<Record<string, string>> };
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

const Rewritten = z.object({ uri: z.string() });

/** Compiles a viewer-request function; it sees the request's method and path and may change the path. */
function compileRewrite(code: string): (method: string, uri: string) => string {
  // One context for all requests: making one costs more than serving a file, and the code is the template's own.
  const sandbox: Record<string, unknown> = createContext({});
  const script = new Script(
    `${code}\nresult = handler({ version: '1.0', context: { eventType: 'viewer-request' }, request });`,
  );
  return (method, uri) => {
    sandbox.request = { method, uri, querystring: {}, headers: {}, cookies: {} };
    script.runInContext(sandbox);
    return Rewritten.parse(sandbox.result).uri;
  };
}

/** The template's distribution serving the files of `siteDir`, or undefined if there is none. */
export function createSite(context: Pick<LocalContext, 'template'>, siteDir: string): Site | undefined {
  const settings = readSite(context);
  if (!settings) return undefined;
  const packer = createCompressor();
  const rewrites = new Map<Behaviour, (method: string, uri: string) => string>();
  for (const behaviour of settings.behaviours) {
    if (behaviour.viewerRequest !== undefined) rewrites.set(behaviour, compileRewrite(behaviour.viewerRequest));
  }
  const find = (path: string): Behaviour => {
    const found = settings.behaviours.find(({ pattern }) => pattern?.test(path) ?? true);
    if (!found) throw new Error('a distribution always has a default behaviour');
    return found;
  };
  return {
    behaviourOf: find,
    async serve(request, response, url) {
      const behaviour = find(url.pathname);
      const { headers } = behaviour;
      const compressor = behaviour.compress ? packer : undefined;
      const method = request.method ?? 'GET';
      if (method !== 'GET' && method !== 'HEAD') {
        response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
        return;
      }
      let uri = rewrites.get(behaviour)?.(method, url.pathname) ?? url.pathname;
      if (uri === '/' && settings.rootObject !== '') uri = `/${settings.rootObject}`;
      if (await serveFile(siteDir, uri, request, response, { status: 200, headers, compressor })) return;
      const page = settings.errorPages.find(({ onStatus }) => onStatus === 404 || onStatus === 403);
      const options = { status: page?.status ?? 404, headers, compressor };
      if (page && (await serveFile(siteDir, page.path, request, response, options))) return;
      response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
      response.end('Not found\n');
    },
  };
}
