import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { bytes, json, type Reply } from './reply.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file below `folder`; 404 for what is not there and for anything that would leave the folder. */
export async function serveFile(folder: string, path: string): Promise<Reply> {
  const file = normalize(join(folder, path === '' || path.endsWith('/') ? `${path}index.html` : path));
  const type = TYPES[extname(file)];
  if (!file.startsWith(folder + sep) || !type) return json({ error: 'no such file' }, 404);
  try {
    const reply = bytes(type, await readFile(file));
    return { ...reply, headers: { ...reply.headers, ...SECURITY } };
  } catch {
    return json({ error: 'no such file' }, 404);
  }
}

/** Customers' pages: own scripts only; pictures may come from anywhere, as they do in a chat. */
const SECURITY = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data: http: https:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'referrer-policy': 'no-referrer',
};
