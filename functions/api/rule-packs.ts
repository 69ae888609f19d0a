import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { comparePacks } from '../../shared/conversations/compare-packs.ts';
import { Platform } from '../../shared/conversations/model.ts';
import { packFor } from '../../shared/conversations/packs.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import type { RowTable } from '../../shared/runtime/row-table.ts';

export interface RulePackDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly accounts: Pick<AccountStore, 'list'>;
}

/** The platforms' rules as data, and what other ones would change (W12). */
export const rulePackEndpoints = (deps: RulePackDeps) => [
  endpoint(routes.listRulePacks, async () => ({
    items: Platform.options.map((platform) => ({ ...packFor(platform, deps.clock.now()), platform })),
  })),
  endpoint(routes.comparePack, async ({ body: { pack }, caller }) => {
    const { tenantId } = caller;
    const own = (await deps.accounts.list(tenantId)).filter(({ platform }) => platform === pack.platform);
    const accounts = own.map((account) => ({ accountId: account.id, standing: account }));
    const nowMs = deps.clock.now();
    const comparison = await comparePacks(deps, {
      tenantId,
      platform: pack.platform,
      accounts,
      candidate: pack,
      nowMs,
    });
    return { ...comparison, examples: [...comparison.examples] };
  }),
];
