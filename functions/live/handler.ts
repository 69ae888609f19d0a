import * as z from 'zod';
import { LiveCommand, type LiveMessage } from '../../shared/contracts/live.ts';
import { LIVE_WIRE } from '../../shared/contracts/live-wire.ts';
import type { Presence } from '../../shared/live/presence.ts';
import type { Connection, ConnectionStore } from '../../shared/live/store-connections.ts';
import { openTicket } from '../../shared/live/ticket.ts';
import type { Caller, FindCaller } from '../../shared/runtime/caller.ts';
import type { LivePusher } from '../../shared/runtime/live-pusher.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Clock } from '../../shared/runtime/ports.ts';

export interface LiveDeps {
  readonly connections: Pick<ConnectionStore, 'put' | 'find' | 'remove'>;
  readonly pusher: LivePusher;
  readonly presence: Presence;
  readonly findCaller: FindCaller;
  /** The same, not remembered from a minute ago: a socket keeps what it was opened with. */
  readonly findCallerNow: FindCaller;
  /** Whether a member may see this conversation of their tenant (X1). */
  readonly mayShow: (caller: Caller, conversationId: string) => Promise<boolean>;
  readonly signingKey: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What API Gateway tells of a socket; the rest of its event is not needed. */
const SocketEvent = z.object({
  requestContext: z.object({ routeKey: z.enum(['$connect', '$disconnect', '$default']), connectionId: z.string() }),
  queryStringParameters: z.record(z.string(), z.string()).nullish(),
  body: z.string().nullish(),
});
type SocketEvent = z.infer<typeof SocketEvent>;
type Answer = { readonly statusCode: number };

/** API Gateway's own limit of a connection's life. */
const LIFE_MS = 2 * 3_600_000;
const OK: Answer = { statusCode: 200 };

/**
 * The consoles' socket. A ticket opens it; each ping asks again whether the member still may listen, so that whoever
 * loses the right is dropped (SEC30). All a console can say beside it is which conversation it shows (I5): one that its
 * member may see, asked anew with each renewal.
 */
export const createHandler =
  (deps: LiveDeps) =>
  async (input: unknown): Promise<Answer> => {
    const event = SocketEvent.parse(input);
    switch (event.requestContext.routeKey) {
      case '$connect':
        return connect(deps, event);
      case '$disconnect':
        return disconnect(deps, event.requestContext.connectionId);
      case '$default':
        return answer(deps, event);
    }
  };

async function connect(deps: LiveDeps, event: SocketEvent): Promise<Answer> {
  const { connectionId } = event.requestContext;
  const nowMs = deps.clock.now();
  const ticket = openTicket(await deps.signingKey(), event.queryStringParameters?.ticket ?? '', nowMs);
  const caller = ticket && (await listenerOf(deps.findCallerNow, ticket));
  if (!ticket || !caller) {
    deps.log.warn('live.refused', { status: 401 });
    return { statusCode: 401 };
  }
  const { tenantId, memberId } = ticket;
  const limited = caller.ownOnly ? { ownOnly: true as const } : {};
  const reading = event.queryStringParameters?.wire === LIVE_WIRE ? ({ wire: LIVE_WIRE } as const) : {};
  const expiresAtMs = nowMs + LIFE_MS;
  await deps.connections.put({ tenantId, memberId, connectionId, ...limited, ...reading, expiresAtMs });
  deps.log.info('live.opened', { tenantId, memberId });
  return OK;
}

async function disconnect(deps: LiveDeps, connectionId: string): Promise<Answer> {
  const connection = await deps.connections.find(connectionId);
  if (connection) await deps.connections.remove(connection);
  return OK;
}

async function answer(deps: LiveDeps, event: SocketEvent): Promise<Answer> {
  const { connectionId } = event.requestContext;
  const command = parseCommand(event.body ?? '');
  if (!command) return { statusCode: 400 };
  const connection = await deps.connections.find(connectionId);
  const caller = connection && (await callerBehind(deps, connection));
  if (!connection || !caller) {
    if (connection) await deps.connections.remove(connection);
    deps.log.warn('live.refused', { status: 401 });
    await deps.pusher.close(connectionId);
    return { statusCode: 401 };
  }
  if (command.type !== 'ping') {
    return show(deps, caller, connectionId, command);
  }
  const pong: LiveMessage = { type: 'pong', nowMs: deps.clock.now() };
  const outcome = await deps.pusher.push(connectionId, JSON.stringify(pong));
  if (outcome === 'gone') await deps.connections.remove(connection);
  return OK;
}

/**
 * What a console says of a conversation. One that its member may not see, or sees no more, it does not watch (SEC30): what
 * it watched until now it leaves, and what it never watched is not touched. Only who watches is heard typing.
 */
async function show(
  deps: LiveDeps,
  caller: Caller,
  connectionId: string,
  { type, conversationId }: Exclude<LiveCommand, { type: 'ping' }>,
): Promise<Answer> {
  const { tenantId, memberId, name } = caller;
  const who = { tenantId, conversationId, connectionId, memberId, name };
  const isRefused = type === 'watch' && !(await deps.mayShow(caller, conversationId));
  if (isRefused) deps.log.warn('live.refused', { tenantId, memberId, status: 404 });
  await deps.presence[isRefused ? 'leave' : type](who);
  return isRefused ? { statusCode: 404 } : OK;
}

/**
 * The member behind an open console, if they may listen as it was opened. Limited since, or no more, they are not: it opens
 * again with the rights they have now (X1). What is remembered may be older than the console: before it is closed, what is
 * so now is asked for.
 */
async function callerBehind(deps: LiveDeps, connection: Connection): Promise<Caller | undefined> {
  const fits = (caller: Caller | undefined): boolean =>
    caller !== undefined && (caller.ownOnly ?? false) === (connection.ownOnly ?? false);
  const remembered = await listenerOf(deps.findCaller, connection);
  if (fits(remembered)) return remembered;
  const current = await listenerOf(deps.findCallerNow, connection);
  return fits(current) ? current : undefined;
}

/** The member behind a ticket or a console, if they may listen now. */
async function listenerOf(
  find: FindCaller,
  who: { readonly tenantId: string; readonly memberId: string },
): Promise<Caller | undefined> {
  const caller = await find(who.memberId);
  if (caller?.tenantId !== who.tenantId || !caller.permissions.includes('conversations.read')) return undefined;
  return caller;
}

function parseCommand(body: string): LiveCommand | undefined {
  try {
    return LiveCommand.safeParse(JSON.parse(body)).data;
  } catch {
    // Not JSON: the sender is no console of ours.
    return undefined;
  }
}
