import type { WebhookAck, WebhookOutcome } from './platform.ts';

export const jsonAck = (body: unknown): WebhookAck => ({
  status: 200,
  body: JSON.stringify(body),
  contentType: 'application/json',
});

/** SEC6: wrong path, wrong signature and foreign application look the same from outside; `code` is for the log. */
export const refused = (status: 400 | 401 | 413, code: string): WebhookOutcome => ({ kind: 'rejected', status, code });
