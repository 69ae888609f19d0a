import { LiveMessage } from '../../../../shared/contracts/live.ts';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { EndpointName } from './endpoints.ts';

/** Development only: an answer that the routes' own schemas refuse fails loudly instead of half working. */
export async function strictCheck(name: EndpointName, value: unknown): Promise<void> {
  const parsed = routes[name].response.safeParse(value);
  if (!parsed.success) throw new TypeError(`${name} answered what its schema refuses: ${parsed.error.message}`);
}

/** The same for what the live socket says. */
export function strictLiveCheck(value: unknown): void {
  LiveMessage.parse(value);
}
