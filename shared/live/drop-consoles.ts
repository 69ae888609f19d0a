import type { Clock } from '../runtime/ports.ts';
import type { ConnectionStore } from './store-connections.ts';

/**
 * Forgets a member's open consoles (SEC30): nothing is pushed to them any more, and their next ping closes them. A
 * console whose member still may listen opens again at once, with the rights they have then.
 */
export async function dropConsoles(
  deps: { readonly connections: Pick<ConnectionStore, 'list' | 'remove'>; readonly clock: Clock },
  tenantId: string,
  memberId: string,
): Promise<void> {
  const open = await deps.connections.list(tenantId, deps.clock.now());
  await Promise.all(open.filter((one) => one.memberId === memberId).map((one) => deps.connections.remove(one)));
}
