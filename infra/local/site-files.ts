import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { Compressor, Encoding } from './site-compress.ts';

/** Files of the built console. */

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

/** The best encoding the client accepts. */
const encodingOf = (accepted: string): Encoding | undefined =>
  /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;

/** A decoded path that stays inside the folder, or undefined. */
function insideFolder(folder: string, uri: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(uri));
    return path.startsWith('/') && !path.includes('\0') ? join(folder, path) : undefined;
  } catch {
    return undefined;
  }
}

export interface FileOptions {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: files are sent as they are. */
  readonly compressor: Compressor | undefined;
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
  options: FileOptions,
): Promise<boolean> {
  const path = insideFolder(folder, uri);
  const found = path === undefined ? undefined : await statFile(path);
  if (path === undefined || !found) return false;
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const version = `${found.size.toString(16)}-${Math.round(found.mtimeMs).toString(16)}`;
  const encoding = encodingOf(request.headers['accept-encoding'] ?? '');
  const packed = encoding && (await options.compressor?.compress(path, version, found.size, type, encoding));
  const etag = `"${version}${packed ? `-${encoding}` : ''}"`;
  const headers = {
    ...options.headers,
    'content-type': type,
    'cache-control': uri.includes('/immutable/') ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    etag,
    vary: 'Accept-Encoding',
    ...(packed ? { 'content-encoding': encoding } : {}),
  };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return true;
  }
  response.writeHead(options.status, { ...headers, 'content-length': packed?.length ?? found.size });
  if (request.method === 'HEAD' || packed) {
    response.end(request.method === 'HEAD' ? undefined : packed);
    return true;
  }
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
  return true;
}
