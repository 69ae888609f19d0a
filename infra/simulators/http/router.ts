import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as z from 'zod';
import type { Reply } from './reply.ts';

/** One request on its way through a route. */
export interface Call {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  /** Path parameters (`:name`), decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The whole body. @throws {BadRequest} with 413 beyond `limit` bytes. */
  bytes(limit?: number): Promise<Buffer>;
  /** The body as JSON of a known shape. @throws {BadRequest} */
  json<T extends z.ZodType>(schema: T): Promise<z.output<T>>;
  form(): Promise<URLSearchParams>;
}

/** A route answers with a reply, or writes to `res` itself and answers nothing. */
export type Route = (call: Call) => Promise<Reply | undefined> | Reply | undefined;

/** The caller's mistake; becomes the status and `{ error }`. */
export class BadRequest extends Error {
  readonly status: number;
  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** Routes by exact path first, then by pattern in order of registration. */
export interface Router {
  on(method: string, path: string, route: Route): void;
  /** Everything under a path that nothing else answers. */
  under(prefix: string, route: Route): void;
  find(method: string, path: string): { route: Route; params: Record<string, string> } | undefined;
}

export function createRouter(): Router {
  const exact = new Map<string, Route>();
  const patterns: { method: string; parts: string[]; route: Route }[] = [];
  const prefixes: { prefix: string; route: Route }[] = [];
  return {
    on(method, path, route) {
      if (path.includes(':')) patterns.push({ method, parts: path.split('/'), route });
      else exact.set(`${method} ${path}`, route);
    },
    under(prefix, route) {
      prefixes.push({ prefix, route });
    },
    find(method, path) {
      const hit = exact.get(`${method} ${path}`);
      if (hit) return { route: hit, params: {} };
      const given = path.split('/');
      for (const { method: wanted, parts, route } of patterns) {
        const params = wanted === method ? match(parts, given) : undefined;
        if (params) return { route, params };
      }
      const below = prefixes.find(({ prefix }) => path.startsWith(prefix));
      return below && { route: below.route, params: {} };
    },
  };
}

function match(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeOr(value);
    else if (part !== value) return undefined;
  }
  return params;
}

function decodeOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
