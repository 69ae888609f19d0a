import type { AccountFacts, Accounts } from '../conversations/ports.ts';
import type { Clock } from '../runtime/ports.ts';
import type { Account } from './model.ts';
import { statusOf } from './rules-status.ts';
import type { AccountStore } from './store-accounts.ts';

/** What a conversation must know of the bound agent; it changes rarely. */
export type AgentTiming = Omit<NonNullable<AccountFacts['agent']>, 'agentId'>;

export interface FactsDeps {
  readonly accounts: Pick<AccountStore, 'load'>;
  readonly agentTiming: (tenantId: string, agentId: string) => Promise<AgentTiming | undefined>;
  readonly clock: Clock;
}

/** A4: how long a stopped account may still look hosted to a busy sender. */
const ACCOUNT_LIFE_MS = 1_000;
/** Agents are large items and their timing is not a safety matter. */
const AGENT_LIFE_MS = 60_000;
const MAX_KNOWN = 2_000;

/** Account data for conversations; remembers it so briefly that unhosting stops sends at once (A4). */
export function createAccounts(deps: FactsDeps): Accounts {
  const facts = remember<AccountFacts>(deps.clock, ACCOUNT_LIFE_MS);
  const timings = remember<AgentTiming>(deps.clock, AGENT_LIFE_MS);

  return {
    load: (tenantId, accountId) =>
      facts(`${tenantId}#${accountId}`, async () => {
        const account = await deps.accounts.load(tenantId, accountId);
        if (!account) return undefined;
        const { agentId } = account;
        const timing =
          agentId === undefined
            ? undefined
            : await timings(`${tenantId}#${agentId}`, () => deps.agentTiming(tenantId, agentId));
        return factsOf(account, timing);
      }),
  };
}

function factsOf(account: Account, timing: AgentTiming | undefined): AccountFacts {
  const { tenantId, id, platform, platformId, name, kind, highWeight, adSpend30dYuan, agentId } = account;
  // An agent that is gone cannot answer, whatever the account says.
  const agent = agentId !== undefined && timing ? { agentId, ...timing } : undefined;
  return {
    tenantId,
    accountId: id,
    platform,
    platformId,
    name,
    kind,
    status: statusOf(account),
    highWeight,
    adSpend30dYuan,
    agentMode: agent ? account.agentMode : 'off',
    ...(agent ? { agent } : {}),
    welcome: account.welcome,
  };
}

type Load<T> = () => Promise<T | undefined>;

/**
 * Accounts as views name them: eventual, remembered for a second, because one click asks for the same account more than
 * once (COST8). Nothing may be decided on them.
 */
export function createGlance(store: Pick<AccountStore, 'load'>, clock: Clock): Pick<AccountStore, 'load'> {
  const known = remember<Account>(clock, ACCOUNT_LIFE_MS);
  return {
    load: (tenantId, accountId) =>
      known(`${tenantId}#${accountId}`, () => store.load(tenantId, accountId, { consistent: false })),
  };
}

/** Keeps what was found for a while; simultaneous questions share one answer, failures and misses are not kept. */
function remember<T>(clock: Clock, lifeMs: number): (key: string, load: Load<T>) => Promise<T | undefined> {
  const known = new Map<string, { value: Promise<T | undefined>; untilMs: number }>();
  return (key, load) => {
    const nowMs = clock.now();
    const hit = known.get(key);
    if (hit && hit.untilMs > nowMs) return hit.value;
    if (known.size >= MAX_KNOWN) known.clear();
    const value = load();
    known.set(key, { value, untilMs: nowMs + lifeMs });
    const forget = () => known.get(key)?.value === value && known.delete(key);
    value.then((found) => found ?? forget(), forget);
    return value;
  };
}
