import type * as z from 'zod';
import type { Route } from '../contracts/routes.ts';
import { invalidPart } from './api-errors.ts';
import type { Caller } from './caller.ts';
import { InvalidInput } from './errors.ts';

/** A request's parts before anybody looked at them. */
export interface RawRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: RawBody;
}

export interface RawBody {
  readonly text: string | undefined;
  readonly isBase64: boolean;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What a handler gets: parsed by its route's schemas, with the member who asked. */
export interface ApiRequest<R extends Route, C extends Caller = Caller> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
  readonly caller: C;
}

export interface Endpoint<C extends Caller = Caller> {
  readonly route: Route;
  /** @throws {InvalidInput} naming field and rule; whatever the use case throws. */
  answer(request: RawRequest, caller: C): Promise<unknown>;
}

export interface PublicEndpoint {
  readonly route: Route & { readonly permission: 'public' };
  answer(): Promise<unknown>;
}

/** Longest body; the largest legitimate one is an agent with its knowledge. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Binds a route to its handler. The answer passes the route's schema, so that a new column cannot leak. */
export function endpoint<const R extends Route, C extends Caller = Caller>(
  route: R,
  handle: (request: ApiRequest<R, C>) => Promise<z.input<R['response']>>,
): Endpoint<C> {
  return {
    route,
    async answer(raw, caller) {
      const request = {
        params: parsePart('path', route.params, raw.params),
        query: parsePart('query', route.query, raw.query),
        body: route.body ? parsePart('body', route.body, parseJson(raw.body)) : undefined,
        caller,
      };
      // Each part was parsed by the very schema its type is computed from; the compiler cannot follow a generic that far.
      return route.response.parse(await handle(request as ApiRequest<R, C>));
    },
  };
}

/** Binds a route that asks for nobody and takes nothing. */
export function publicEndpoint<const R extends Route & { readonly permission: 'public' }>(
  route: R,
  handle: () => Promise<z.input<R['response']>>,
): PublicEndpoint {
  return { route, answer: async () => route.response.parse(await handle()) };
}

function parsePart(part: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidPart(part, parsed.error);
  return parsed.data;
}

function parseJson({ text, isBase64 }: RawBody): unknown {
  if (text === undefined || text === '')
    throw new InvalidInput('body.missing', 'a JSON body is needed', { field: 'body' });
  if (text.length > (isBase64 ? (MAX_BODY_BYTES * 4) / 3 : MAX_BODY_BYTES)) {
    throw new InvalidInput('body.too-large', `at most ${MAX_BODY_BYTES} bytes`, { field: 'body', rule: 'SEC7' });
  }
  try {
    return JSON.parse(isBase64 ? Buffer.from(text, 'base64').toString('utf8') : text);
  } catch (cause) {
    throw new InvalidInput('body.not-json', 'the body is not one JSON value', { field: 'body', cause });
  }
}
