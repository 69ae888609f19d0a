/** Which route of an HTTP API answers a request, as API Gateway decides it. */

export interface RoutePattern {
  /** For example `GET /api/v1/{proxy+}`, `ANY /x` or `$default`. */
  readonly routeKey: string;
}

export interface RouteMatch<R> {
  readonly route: R;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Compiled<R> {
  readonly route: R;
  readonly method: string;
  readonly segments: readonly string[];
  readonly greedy: boolean;
}

const isVariable = (segment: string): boolean => segment.startsWith('{');

function compile<R extends RoutePattern>(route: R): Compiled<R> {
  const [method = '', path = ''] = route.routeKey.split(' ');
  const segments = path.split('/').slice(1);
  return { route, method, segments, greedy: segments.at(-1)?.endsWith('+}') ?? false };
}

function parametersOf(pattern: Compiled<unknown>, path: readonly string[]): Record<string, string> | undefined {
  const fixed = pattern.greedy ? pattern.segments.length - 1 : pattern.segments.length;
  if (pattern.greedy ? path.length <= fixed : path.length !== fixed) return undefined;
  const parameters: Record<string, string> = {};
  for (let i = 0; i < fixed; i++) {
    const segment = pattern.segments[i] ?? '';
    const value = path[i] ?? '';
    if (!isVariable(segment)) {
      if (segment !== value) return undefined;
    } else if (value === '') return undefined;
    else parameters[segment.slice(1, -1)] = value;
  }
  const rest = path.slice(fixed).join('/');
  if (pattern.greedy) parameters[pattern.segments.at(-1)?.slice(1, -2) ?? ''] = rest;
  return pattern.greedy && rest === '' ? undefined : parameters;
}

/** Fixed segments before variables, variables before greedy ones, a named method before ANY. */
const rank = ({ segments, greedy, method }: Compiled<unknown>): string =>
  segments.map((segment) => (isVariable(segment) ? '1' : '0')).join('') +
  (greedy ? '2' : '0') +
  (method === 'ANY' ? '1' : '0');

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/**
 * Compiles a set of routes. A full match comes before a greedy one, and `$default` takes what is left; the answer is
 * undefined where nothing fits (404).
 */
export function createRouter<R extends RoutePattern>(
  routes: readonly R[],
): (method: string, path: string) => RouteMatch<R> | undefined {
  const compiled = routes.filter((route) => route.routeKey !== '$default').map(compile);
  const ordered = compiled.sort((a, b) => Number(a.greedy) - Number(b.greedy) || (rank(a) < rank(b) ? -1 : 1));
  const fallback = routes.find((route) => route.routeKey === '$default');
  return (method, path) => {
    const segments = path.split('/').slice(1).map(decode);
    for (const pattern of ordered) {
      if (pattern.method !== method && pattern.method !== 'ANY') continue;
      const pathParameters = parametersOf(pattern, segments);
      if (pathParameters) return { route: pattern.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}
