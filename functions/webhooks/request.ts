import * as z from 'zod';
import { MAX_BODY_BYTES } from '../../shared/platforms/strict-json.ts';

/** The parts of an HTTP API event (payload 2.0) that a webhook needs. */
export const HttpEvent = z.object({
  rawPath: z.string(),
  headers: z.record(z.string(), z.string().optional()).catch({}),
  requestContext: z.object({
    http: z.object({ method: z.string(), sourceIp: z.string().catch('') }),
    requestId: z.string().catch(''),
  }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().catch(false),
});
export type HttpEvent = z.infer<typeof HttpEvent>;

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const jsonAnswer = (
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

/** The body's bytes; undefined where it is longer than any webhook (SEC7), judged before it is decoded. */
export function rawBodyOf(event: HttpEvent): Uint8Array | undefined {
  const text = event.body ?? '';
  const atLeastBytes = event.isBase64Encoded ? Math.floor((text.length * 3) / 4) - 2 : text.length;
  if (atLeastBytes > MAX_BODY_BYTES) return undefined;
  return Buffer.from(text, event.isBase64Encoded ? 'base64' : 'utf8');
}

export type Route = { readonly platform: 'douyin' | 'xiaohongshu'; readonly path: string };

/** /webhooks/{platform}{path}; undefined for platforms we do not know. */
export function routeOf(rawPath: string): Route | undefined {
  const match = /^\/webhooks\/(douyin|xiaohongshu)(\/.*)?$/.exec(rawPath);
  const platform = match?.[1];
  if (platform !== 'douyin' && platform !== 'xiaohongshu') return undefined;
  return { platform, path: match?.[2] ?? '' };
}
