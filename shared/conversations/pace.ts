import { Unavailable } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { Platform } from './model.ts';
import { createPaceLine, type LineDeps, type Looked, type PaceLine } from './pace-line.ts';
import type { PaceLimits } from './pack-schema.ts';
import { packFor } from './packs.ts';
import type { Overuse, PacedAccount, PaceKeeper } from './ports.ts';
import { afterClosing, type Closing, type Pace, paceAfterOveruse, paceNow } from './rules-pace.ts';
import {
  type ApplicationPaces,
  accountPaceKey,
  applicationPaceKey,
  loadApplicationPaces,
  loadPace,
  type PaceKey,
  savePace,
  sharePaceKey,
} from './store-pace.ts';

export interface PaceDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly log: Log;
  /** A platform's limits; absent = those of the pack in force. */
  readonly limitsOf?: (
    platform: Platform,
    nowMs: number,
  ) => { readonly account: PaceLimits; readonly application: PaceLimits };
}

/** For how long a pace once read is believed: so fast does one sender learn what another was told. */
const LOOK_MS = 2_000;
const MAX_KNOWN = 5_000;
const RACES = 8;
/** The queue brings a message back within its longest delay: no slot of an account is further away. */
const ACCOUNT_HORIZON_MS = 600_000;
/** Shares change as tenants come and go: slots given out before must not reach far. */
const SHARE_HORIZON_MS = 30_000;
/** A tenant draws on an application as long as its slots reach this near to now. */
const ACTIVE_MS = 10_000;

/**
 * The pace of accounts and applications (E12). One keeper serves one sender's process; keepers share nothing but the
 * table. An account that no platform found too fast costs a read every few seconds it is busy, and no write.
 *
 * The application's pace is divided evenly among the tenants that draw on it: one that has much to send does not delay
 * another's single message.
 */
export function createPaceKeeper(deps: PaceDeps): PaceKeeper {
  const { table, clock } = deps;
  const limitsOf = (platform: Platform) =>
    (deps.limitsOf ?? ((name, nowMs) => packFor(name, nowMs).pace))(platform, clock.now());
  const accounts = remembered<Drawn>();
  const applications = remembered<Memo<ApplicationPaces>>();
  const shares = remembered<Drawn>();
  /** What this process heard of late: each counts for itself, so that a closed window costs no write. */
  const closings = new Map<string, readonly Closing[]>();

  const applicationOf = (platform: Platform): Memo<ApplicationPaces> =>
    applications(platform, () =>
      createMemo(clock, (consistent) => loadApplicationPaces(table, platform, { consistent })),
    );

  const accountOf = ({ tenantId, accountId, platform }: PacedAccount): Drawn =>
    accounts(`${tenantId}#${accountId}`, () => {
      const key = accountPaceKey(tenantId, accountId);
      const memo = createMemo(clock, (consistent) => loadPace(table, key, { consistent }));
      return drawn(memo, key, {
        limits: () => limitsOf(platform).account,
        look: async (isFresh) => ({ stored: await memo.get(isFresh) }),
        horizonMs: ACCOUNT_HORIZON_MS,
      });
    });

  const shareOf = ({ tenantId, platform }: PacedAccount): Drawn =>
    shares(`${platform}#${tenantId}`, () => {
      const key = sharePaceKey(platform, tenantId);
      const memo = applicationOf(platform);
      return drawn(memo, key, {
        limits: () => limitsOf(platform).application,
        look: async (isFresh) => shareIn(await memo.get(isFresh), key, clock.now()),
        horizonMs: SHARE_HORIZON_MS,
      });
    });

  const drawn = (memo: Memo<unknown>, key: PaceKey, line: Pick<LineDeps, 'limits' | 'look' | 'horizonMs'>): Drawn => {
    const save: LineDeps['save'] = async (before, pace) => {
      const saved = await savePace(table, key, before, pace, clock.now());
      memo.forget();
      return saved;
    };
    return { memo, line: createPaceLine({ ...line, clock, save }) };
  };

  async function overused(of: PacedAccount, told: Overuse): Promise<void> {
    const { tenantId, accountId, platform } = of;
    const isAccount = told.whose === 'account';
    const key = isAccount ? accountPaceKey(tenantId, accountId) : applicationPaceKey(platform);
    const pace = await slowDown(deps, key, limitsOf(platform)[told.whose], told);
    (isAccount ? accountOf(of) : shareOf(of)).memo.forget();
    const gap = Math.round(1_000 / pace.perSecond);
    deps.log.warn('pace.slowed', { tenantId, accountId, platform, kind: told.whose, ms: gap });
  }

  return {
    async turn(of, ask) {
      const own = accountOf(of);
      // Both reads at once: nobody waits for one after the other.
      own.memo.get(false).catch(() => undefined);
      const share = await shareOf(of).line.turn(ask);
      if (share.kind === 'wait') return { ...share, code: 'pace.application' };
      const turn = await own.line.turn(ask);
      return turn.kind === 'wait' ? { ...turn, code: 'pace.account' } : turn;
    },

    windowClosed: async (of, { conversationId, sentAtMs }) => {
      const name = `${of.tenantId}#${of.accountId}`;
      const { isOveruse, kept } = afterClosing(closings.get(name) ?? [], { conversationId, atMs: clock.now() });
      if (closings.size >= MAX_KNOWN) closings.clear();
      closings.set(name, kept);
      if (isOveruse) await overused(of, { whose: 'account', sentAtMs, pauseMs: 0 });
    },

    overused,
  };
}
interface Drawn {
  readonly memo: Memo<unknown>;
  readonly line: PaceLine;
}

/** A tenant's place beside the others that draw on the application now. */
function shareIn({ application, shares }: ApplicationPaces, { sk }: PaceKey, nowMs: number): Looked {
  const others = [...shares].filter(([name, { pace }]) => name !== sk && pace.tailMs > nowMs - ACTIVE_MS);
  return { stored: shares.get(sk), share: { of: application, shares: others.length + 1 } };
}

/** @throws {Unavailable} after too many lost races. */
async function slowDown({ table, clock }: PaceDeps, key: PaceKey, limits: PaceLimits, told: Overuse): Promise<Pace> {
  for (let race = 0; race < RACES; race++) {
    const before = await loadPace(table, key, { consistent: true });
    const nowMs = clock.now();
    const pace = paceAfterOveruse(limits, before?.pace, { nowMs, sentAtMs: told.sentAtMs, pauseMs: told.pauseMs });
    // One rush is answered many times: what everybody knows already is not written again.
    const isKnown =
      before && pace.cutAtMs === before.pace.cutAtMs && pace.restUntilMs - before.pace.restUntilMs < LOOK_MS;
    if (isKnown || (await savePace(table, key, before, pace, nowMs))) return paceNow(limits, pace, nowMs) ?? pace;
  }
  throw new Unavailable('pace.contended', 'a pace changes faster than it can be written');
}

interface Memo<T> {
  get(isFresh: boolean): Promise<T>;
  forget(): void;
}

/** What was read is believed for a moment; simultaneous questions share one read, failures are not kept. */
function createMemo<T>(clock: Clock, load: (consistent: boolean) => Promise<T>): Memo<T> {
  let known: { readonly value: Promise<T>; readonly untilMs: number } | undefined;
  return {
    get(isFresh) {
      const nowMs = clock.now();
      if (!isFresh && known && known.untilMs > nowMs && nowMs > known.untilMs - 2 * LOOK_MS) return known.value;
      const value = load(isFresh);
      const entry = { value, untilMs: nowMs + LOOK_MS };
      known = entry;
      value.catch(() => {
        if (known === entry) known = undefined;
      });
      return value;
    },
    forget: () => {
      known = undefined;
    },
  };
}

/** Bounded memory: a busier process begins anew, which costs a read and some slots. */
function remembered<T>(): (name: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (name, make) => {
    const hit = known.get(name);
    if (hit !== undefined) return hit;
    if (known.size >= MAX_KNOWN) known.clear();
    const made = make();
    known.set(name, made);
    return made;
  };
}
