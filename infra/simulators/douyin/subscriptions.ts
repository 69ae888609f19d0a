import * as z from 'zod';
import { json } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { CODE, short } from './answers.ts';

const SubscriptionBody = z.object({
  list: z.array(z.object({ event: z.string(), status: z.union([z.literal(0), z.literal(1)]) })),
});

/** Which events are pushed: one list per application, changed with the client token. */
export function mountSubscriptions(
  router: Router,
  base: string,
  subscribed: Map<string, boolean>,
  isClient: (token: string) => boolean,
): void {
  const tokenOf = (header: unknown): string => (typeof header === 'string' ? header : '');
  const list = () => [...subscribed].map(([event, on]) => ({ event, status: on ? 1 : 0 }));
  router.on('GET', `${base}/event/status/list/`, ({ req }) =>
    isClient(tokenOf(req.headers['access-token']))
      ? json({ data: { error_code: 0, list: list() } })
      : short(CODE.tokenInvalid),
  );
  router.on('POST', `${base}/event/status/update/`, async (call) => {
    if (!isClient(tokenOf(call.req.headers['access-token']))) return short(CODE.tokenInvalid);
    for (const { event, status } of (await call.json(SubscriptionBody)).list) subscribed.set(event, status === 1);
    return json({ data: { error_code: 0, list: list() } });
  });
}
