import type { Row } from '../../shared/runtime/row-table.ts';
import type { PlatformAccount } from './platform.ts';
import { ANSWERS } from './platform-answers.ts';
import type { Truth } from './table.ts';
import type { Sim, Worker } from './worker.ts';

/** Tokens as the platforms hand them out and take them back; what our side does with them is judged here (INV12). */

export interface TokenDesk {
  isAlive(account: PlatformAccount, token: string | undefined): boolean;
  /** It answered that this token is dead: from here on that worker knows. */
  refused(worker: Worker, token: string | undefined): void;
  /** The pair changes hands without us (F40). */
  replace(account: PlatformAccount): void;
  /** A send leaves our side with this token. */
  departs(worker: Worker, account: PlatformAccount, token: string | undefined): void;
  /** A refresh leaves our side. */
  refreshes(worker: Worker, body: string): RefreshCall;
}

export interface RefreshCall {
  /** The platform's answer: a new pair, or that it knows of no such token. */
  renew(): object;
  ends(): void;
}

/** A pair that the table holds is known to every worker after this: the minute for which a token is remembered, and clocks. */
const KNOWN_AFTER_MS = 75_000;
/** How far an honest clock may be off. */
const SKEW_MS = 5_000;
/** A send that was claimed before its process heard of it may still leave. */
const CLAIMED_MS = 5_000;
/** A refresher that died in the call has freed the account by then. */
const LEASE_MS = 60_000;
const LIFE_MS = { douyin: 15 * 86_400_000, xiaohongshu: 7 * 86_400_000 };

export function createTokenDesk(
  sim: Sim,
  accounts: readonly PlatformAccount[],
  truth: Truth,
  reveal: (sealed: string) => string,
): TokenDesk {
  const { timeline } = sim;
  /** The platform's own order: a later one is newer. */
  const issued: string[] = accounts.map(({ accessToken }) => accessToken);
  const owners = new Map(accounts.map(({ accessToken, platformId }) => [accessToken, platformId]));
  const diesAtMs = new Map(accounts.map(({ accessToken, accessDiesAtMs }) => [accessToken, accessDiesAtMs]));
  /** Tokens that each worker was told are dead. */
  const told = new Map<string, number>();
  const stored = new Map<string, { readonly token: string; readonly atMs: number }>();
  const refreshing: { readonly account: string; readonly worker: Worker; readonly atMs: number }[] = [];

  const issue = (account: PlatformAccount): void => {
    account.accessToken = `secret-token-n${issued.length}`;
    issued.push(account.accessToken);
    owners.set(account.accessToken, account.platformId);
    diesAtMs.set(account.accessToken, timeline.now() + LIFE_MS[account.platform]);
  };
  const isExpired = (token: string, nowMs: number): boolean => nowMs >= (diesAtMs.get(token) ?? Infinity);

  const answerTo = (account: PlatformAccount | undefined): object => {
    if (!account) return ANSWERS.douyin.refused(10010);
    issue(account);
    sim.situations.reach('token-renewed-in-send');
    if (account.platform === 'douyin') return ANSWERS.douyin.token(account.accessToken, account.refreshToken);
    account.refreshToken = `secret-refresh-n${issued.length}`;
    return ANSWERS.xiaohongshu.token(account.accessToken, account.refreshToken, account.platformId);
  };

  /** A newer pair is never overwritten by an older one. */
  truth.onWrite((all) => {
    for (const { after, before } of all) {
      if (after?.__edb_e__ !== 'authorization' || after.sealed === before?.sealed) continue;
      const [now, then] = [tokenIn(after, reveal), before && tokenIn(before, reveal)];
      if (then !== undefined && issued.indexOf(now) < issued.indexOf(then))
        sim.violate('INV12', `${String(after.accountId)}: an older pair is written over a newer`);
      stored.set(owners.get(now) ?? '', { token: now, atMs: timeline.now() });
    }
  });

  return {
    isAlive: (account, token) => token === account.accessToken && !isExpired(token, timeline.now()),
    refused(worker, token) {
      const name = `${worker.id}|${token}`;
      told.set(name, told.get(name) ?? timeline.now());
    },
    replace: issue,
    departs(worker, account, token) {
      const nowMs = timeline.now();
      if (token === undefined) return;
      const what = `${account.platformId}: ${worker.fn}${worker.id} calls with a token that`;
      if (nowMs - (told.get(`${worker.id}|${token}`) ?? nowMs) > CLAIMED_MS)
        sim.violate('INV12', `${what} it was told is dead`);
      const isHonest = Math.abs(worker.skewMs()) <= SKEW_MS;
      if (isHonest && isExpired(token, nowMs)) sim.violate('INV12', `${what} has expired`);
      const newest = stored.get(account.platformId);
      const isOld = newest && issued.indexOf(newest.token) > issued.indexOf(token);
      if (isOld && nowMs - newest.atMs > KNOWN_AFTER_MS) sim.violate('INV12', `${what} was replaced long ago`);
    },
    refreshes(worker, body) {
      const nowMs = timeline.now();
      const asked = accounts.find((one) => body.includes(one.refreshToken));
      const account = asked?.platformId ?? '';
      const other = refreshing.find((one) => one.account === account && nowMs - one.atMs < LEASE_MS);
      if (asked && other) {
        const [now, then] = [`${worker.fn}${worker.id}`, `${other.worker.fn}${other.worker.id}`];
        sim.violate('INV12', `${account} is refreshed by ${now} and ${then} at once`);
      }
      const mine = { account, worker, atMs: nowMs };
      if (asked) refreshing.push(mine);
      return {
        ends: () => {
          if (refreshing.includes(mine)) refreshing.splice(refreshing.indexOf(mine), 1);
        },
        renew: () => answerTo(accounts.find((one) => body.includes(one.refreshToken))),
      };
    },
  };
}

function tokenIn(row: Row, reveal: (sealed: string) => string): string {
  return /secret-token-[\w-]+/.exec(reveal(String(row.sealed)))?.[0] ?? '';
}
