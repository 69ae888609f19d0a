import { jsonRequest, MESSAGE_PATH, message, XIAOHONGSHU } from './fixtures.ts';
import { parseXiaohongshuWebhook } from './webhook.ts';

export const parse = (request: ReturnType<typeof jsonRequest>) => parseXiaohongshuWebhook(request, XIAOHONGSHU);

export const events = (request: ReturnType<typeof jsonRequest>) => {
  const outcome = parse(request);
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  return outcome.events;
};

export const onMessage = (type: string, content: unknown, over = {}) =>
  events(jsonRequest(MESSAGE_PATH, message(type, content, over)));
