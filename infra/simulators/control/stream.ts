import type { Call } from '../http/router.ts';
import type { Twin } from '../twin.ts';

/** Server-sent events: one `changed` per change of a conversation of the account (and customer) in the query. */
export function streamChanges(twin: Twin, { res, url }: Call): undefined {
  const accountId = url.searchParams.get('accountId');
  const customerId = url.searchParams.get('customerId');
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
  res.write('retry: 500\n\n');
  // Several changes of one turn of the event loop become one line.
  const pending = new Map<string, string>();
  const flush = (): void => {
    for (const line of pending.values()) res.write(`event: changed\ndata: ${line}\n\n`);
    pending.clear();
  };
  const stop = twin.world.watch((who) => {
    if (accountId !== null && who.accountId !== accountId) return;
    if (customerId !== null && who.customerId !== customerId) return;
    if (pending.size === 0) setImmediate(flush);
    const line = JSON.stringify({ accountId: who.accountId, customerId: who.customerId });
    pending.set(line, line);
  });
  res.on('close', stop);
  return undefined;
}
