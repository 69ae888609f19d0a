import type { Route } from '../contracts/routes.ts';
import { NotFound } from './errors.ts';

export interface Match<E> {
  readonly endpoint: E;
  readonly params: Readonly<Record<string, string>>;
}

interface Compiled<E> {
  readonly endpoint: E;
  readonly method: string;
  readonly segments: readonly string[];
}

const BASE = '/api/v1';
const HEALTH_ALIAS = '/healthz';

/**
 * Finds the endpoint of a method and path. Fixed segments win over parameters, so that `/accounts/authorizations` is
 * never an account called so. @throws {NotFound} `route.unknown`.
 */
export function createRouter<E extends { readonly route: Route }>(
  endpoints: readonly E[],
): (method: string, path: string) => Match<E> {
  const compiled = endpoints.map((endpoint) => compile(endpoint)).sort((a, b) => parameterCount(a) - parameterCount(b));
  return (method, path) => {
    const segments = segmentsOf(path === HEALTH_ALIAS ? `${BASE}/health` : path);
    const found = compiled.find((one) => one.method === method && isMatch(one.segments, segments));
    if (!found) throw new NotFound('route.unknown', 'no such route');
    return { endpoint: found.endpoint, params: paramsOf(found.segments, segments) };
  };
}

const segmentsOf = (path: string): readonly string[] => path.split('/').slice(1);
const isParameter = (segment: string): boolean => segment.startsWith('{');
const parameterCount = (one: Compiled<unknown>): number => one.segments.filter(isParameter).length;

const compile = <E extends { readonly route: Route }>(endpoint: E): Compiled<E> => ({
  endpoint,
  method: endpoint.route.method,
  segments: segmentsOf(BASE + endpoint.route.path),
});

const isMatch = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((part, index) => (isParameter(part) ? segments[index] !== '' : part === segments[index]));

const paramsOf = (pattern: readonly string[], segments: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pattern.flatMap((part, index) => (isParameter(part) ? [[part.slice(1, -1), segments[index] ?? '']] : [])),
  );
