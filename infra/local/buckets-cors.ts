import type { IncomingHttpHeaders } from 'node:http';
import type { BucketCors } from './buckets-settings.ts';

/** The CORS rules of a bucket, as S3 applies them: the first rule that fits origin and method answers. */

const fits = (pattern: string, text: string) =>
  pattern === '*' || pattern === text || (pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1)));

function ruleFor(rules: readonly BucketCors[], origin: string, method: string, headers: readonly string[]) {
  return rules.find(
    (rule) =>
      rule.origins.some((pattern) => fits(pattern, origin)) &&
      rule.methods.includes(method) &&
      headers.every((name) => rule.headers.some((pattern) => fits(pattern, name))),
  );
}

/** Headers for the answer to a page of `origin`; none where no rule allows it: the browser then keeps the answer back. */
export function corsAnswer(
  rules: readonly BucketCors[],
  method: string,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const { origin } = headers;
  const rule = origin === undefined ? undefined : ruleFor(rules, origin, method, []);
  if (!rule || origin === undefined) return {};
  return {
    'access-control-allow-origin': rule.origins.includes('*') ? '*' : origin,
    ...(rule.exposed.length > 0 ? { 'access-control-expose-headers': rule.exposed.join(', ') } : {}),
    vary: 'Origin',
  };
}

/** The answer to a preflight request; undefined = refused. */
export function preflightAnswer(
  rules: readonly BucketCors[],
  headers: IncomingHttpHeaders,
): Record<string, string> | undefined {
  const { origin } = headers;
  const method = headers['access-control-request-method'];
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = origin === undefined || !method ? undefined : ruleFor(rules, origin, method, asked);
  if (!rule || origin === undefined) return undefined;
  return {
    'access-control-allow-origin': rule.origins.includes('*') ? '*' : origin,
    'access-control-allow-methods': rule.methods.join(', '),
    'access-control-allow-headers': asked.join(', '),
    'access-control-max-age': String(rule.maxAgeSeconds),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
