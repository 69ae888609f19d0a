import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

/** Files of the built console, with the compressed twins that the build left beside them. */

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
};

const statFile = async (path: string): Promise<Stats | undefined> => {
  try {
    const found = await stat(path);
    return found.isFile() ? found : undefined;
  } catch {
    return undefined;
  }
};

/** The best twin the client accepts: brotli, then gzip, then the file itself. */
async function choose(path: string, accepted: string) {
  for (const [encoding, suffix] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    if (!accepted.includes(encoding)) continue;
    const found = await statFile(path + suffix);
    if (found) return { path: path + suffix, size: found.size, mtimeMs: found.mtimeMs, encoding };
  }
  const found = await statFile(path);
  return found && { path, size: found.size, mtimeMs: found.mtimeMs, encoding: undefined };
}

/** A decoded path that stays inside the folder, or undefined. */
function insideFolder(folder: string, uri: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(uri));
    return path.startsWith('/') && !path.includes('\0') ? join(folder, path) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves one file. Names with a content hash are kept for ever, the rest is asked for again each time (ETag).
 *
 * @returns false if there is no such file; nothing has been answered then.
 */
export async function serveFile(
  folder: string,
  uri: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
): Promise<boolean> {
  const path = insideFolder(folder, uri);
  if (path === undefined) return false;
  const accepted = request.headers['accept-encoding'] ?? '';
  const chosen = await choose(path, typeof accepted === 'string' ? accepted : '');
  if (!chosen) return false;
  const etag = `"${chosen.size.toString(16)}-${Math.round(chosen.mtimeMs).toString(16)}"`;
  const headers = {
    ...options.headers,
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'cache-control': uri.includes('/immutable/') ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    etag,
    vary: 'Accept-Encoding',
    ...(chosen.encoding === undefined ? {} : { 'content-encoding': chosen.encoding }),
  };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return true;
  }
  response.writeHead(options.status, { ...headers, 'content-length': chosen.size });
  if (request.method === 'HEAD') {
    response.end();
    return true;
  }
  createReadStream(chosen.path)
    .on('error', () => response.destroy())
    .pipe(response);
  return true;
}
