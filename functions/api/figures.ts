import { type UsageDeps, usageByDay } from '../../shared/agents/usage.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { NoticeStore } from '../../shared/live/store-notices.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { SignedIn } from '../../shared/tenants/callers.ts';

export interface FigureDeps {
  readonly notices: Pick<NoticeStore, 'latest'>;
  readonly usage: UsageDeps['usage'];
  readonly clock: Clock;
}

/** A page of what happened lately; older notices are history that nobody scrolls to. */
const NOTICES_SHOWN = 50;

/** What happened and what it used (G7). */
export const figureEndpoints = ({ notices, usage, clock }: FigureDeps) => [
  endpoint(routes.listNotices, async ({ caller }) => ({
    items: (await notices.latest(caller.tenantId, clock.now(), NOTICES_SHOWN)).filter(
      ({ memberId }) => memberId === undefined || memberId === caller.memberId,
    ),
  })),
  endpoint<typeof routes.usage, SignedIn>(routes.usage, async ({ query, caller }) => {
    const zones = { timeZone: async () => caller.tenant.timeZone };
    return { days: await usageByDay({ usage, zones, clock }, caller.tenantId, query.days) };
  }),
];
