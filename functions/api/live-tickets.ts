import { routes } from '../../shared/contracts/routes.ts';
import { issueTicket } from '../../shared/live/ticket.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { Clock } from '../../shared/runtime/ports.ts';

export interface TicketDeps {
  readonly signingKey: () => Promise<string>;
  readonly clock: Clock;
}

/** Tickets that open the live socket. */
export const liveTicketEndpoints = (deps: TicketDeps) => [
  endpoint(routes.liveTicket, async ({ caller }) => issueTicket(await deps.signingKey(), caller, deps.clock.now())),
];
