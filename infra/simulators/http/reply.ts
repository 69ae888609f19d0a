/** What a route answers. */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

export const json = (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
});

/** JSON that was already written, for numbers that JavaScript cannot hold. */
export const rawJson = (text: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: text,
});

export const html = (body: string, status = 200): Reply => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  },
  body,
});

export const redirect = (location: string): Reply => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store' },
  body: '',
});

export const bytes = (type: string, body: Buffer | string, cacheSeconds = 0): Reply => ({
  status: 200,
  headers: {
    'content-type': type,
    'cache-control': cacheSeconds > 0 ? `max-age=${cacheSeconds}` : 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body,
});

/** Text made safe inside HTML, attributes included. */
export const safe = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0) ?? 0};`);
