import { SECRETS, signedRequest } from './fixtures.ts';
import { parseDouyinWebhook } from './webhook.ts';

export const parse = (body: unknown) => parseDouyinWebhook(signedRequest(body), SECRETS);

export const eventsOf = (body: unknown) => {
  const outcome = parse(body);
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  return outcome.events;
};
