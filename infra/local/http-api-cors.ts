import type { Cors } from './http-api-template.ts';

/** CORS headers as an HTTP API adds them; it ignores what its function says about CORS. */
export function corsHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  const any = cors.allowOrigins.includes('*');
  const named = cors.allowOrigins.some((allowed) =>
    allowed.endsWith('*') ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin,
  );
  if (!any && !named) return {};
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(any ? {} : { vary: 'Origin' }),
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposeHeaders.length > 0 ? { 'access-control-expose-headers': cors.exposeHeaders.join(',') } : {}),
  };
}

/** Headers of the answer to a preflight request. */
export function preflightHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  const basic = corsHeaders(cors, origin);
  if (Object.keys(basic).length === 0) return {};
  return {
    ...basic,
    'access-control-allow-methods': cors.allowMethods.join(','),
    'access-control-allow-headers': cors.allowHeaders.join(','),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}
