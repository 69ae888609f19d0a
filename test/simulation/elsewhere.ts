import { changeAccount } from '../../shared/accounts/change-account.ts';
import type { Account } from '../../shared/accounts/model.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import { offsetMs, ZONES } from './calendar.ts';
import { APP, type Push, signedWith } from './platform-wire.ts';
import { directTable, personaOf, type SceneAccount, tenantRow, ZONE_OF } from './scene.ts';
import type { Truth } from './table.ts';
import type { Sim, Worker } from './worker.ts';

/** What instances remember, and what it becomes behind their backs (F14): how long they may go by the past is judged here. */

export interface Elsewhere {
  /** One of it changes now, for whom somebody is about to act. */
  change(account: SceneAccount): void;
  /** The application's secrets, as the store of secrets holds them. */
  secrets(): object;
  /** The platform signs with the newest secret. */
  signed(push: Push): Push;
  /** A genuine push was refused. */
  refusedPush(): void;
  /** Zones that may still be remembered. */
  zonesOf(tenantId: string): readonly string[];
  prompted(worker: Worker, prompt: string): void;
  /** A send of this account leaves our side. */
  departs(worker: Worker, accountId: string): void;
}

/** SEC14 and secrets, zones: five minutes. Agents: half a minute. Accounts: a second. And what an instance does meanwhile. */
const SECRET_MS = 5 * 60_000 + 30_000;
const ZONE_MS = 5 * 60_000 + 90_000;
const AGENT_MS = 30_000 + 60_000;
const ACCOUNT_MS = 1_000 + 12_000;
const PERSONA = /租户(t\d)的客服，第(\d+)版/;
const LOCAL_TIME = /当地时间：(\d+)年(\d+)月(\d+)日\S* (\d+):(\d+)/;
const HONEST_SKEW_MS = 5_000;
/** Minutes are cut off, and a prompt may wait for a model that is asked again. */
const TOLD_MS = 60_000 + 60_000;

interface Since<T> {
  readonly value: T;
  readonly sinceMs: number;
}

export function createElsewhere(sim: Sim, truth: Truth): Elsewhere {
  const { timeline, random, situations } = sim;
  const table = directTable(truth);
  const clock = { now: () => timeline.now() };
  let names = 0;
  const ids = { ulid: () => `else${++names}`, bytes: (length: number) => new Uint8Array(length) };
  const accountStore = createAccountStore(table);
  const agentStore = createAgentStore(table);
  const startMs = timeline.now();
  const zones = new Map<string, Since<string>[]>();
  const lessons = new Map<string, Since<number>[]>();
  const unhostedSinceMs = new Map<string, number>();
  let secret: Since<string> = { value: APP.douyin.clientSecret, sinceMs: startMs };

  const zoneHistory = (tenantId: string): Since<string>[] => {
    const known = zones.get(tenantId) ?? [{ value: ZONE_OF[tenantId] ?? 'Asia/Shanghai', sinceMs: startMs }];
    zones.set(tenantId, known);
    return known;
  };
  /** What held at some moment of the last while. */
  const within = <T>(history: readonly Since<T>[], ms: number): readonly T[] =>
    history
      .filter((_, at) => (history[at + 1]?.sinceMs ?? Number.POSITIVE_INFINITY) > timeline.now() - ms)
      .map(({ value }) => value);

  const alter = ({ tenantId, accountId }: SceneAccount, to: Partial<Account>): Promise<Account> =>
    changeAccount(
      { accounts: accountStore, clock, ids },
      { tenantId, accountId },
      { actorId: 'u1', action: 'account.changed' },
      (before) => ({ account: { ...before, ...to }, fields: Object.keys(to) }),
    );

  const unhost = async (account: SceneAccount): Promise<void> => {
    if (unhostedSinceMs.has(account.accountId)) return;
    unhostedSinceMs.set(account.accountId, timeline.now());
    await alter(account, { unhosted: true });
    situations.reach('account-unhosted');
    await timeline.sleep(random.between(60_000, 900_000));
    await alter(account, { unhosted: false });
    unhostedSinceMs.delete(account.accountId);
  };
  const teach = async (tenantId: string): Promise<void> => {
    const agent = await agentStore.load(tenantId, 'g1');
    if (!agent) return;
    const version = agent.version + 1;
    await agentStore.replace({ ...agent, version, persona: personaOf(tenantId, version) }, agent.version);
    const history = lessons.get(tenantId) ?? [{ value: 1, sinceMs: startMs }];
    lessons.set(tenantId, [...history, { value: version, sinceMs: timeline.now() }]);
  };
  const move = async (tenantId: string): Promise<void> => {
    const zone = ZONES[random.between(0, ZONES.length - 1)] ?? 'Asia/Shanghai';
    zoneHistory(tenantId).push({ value: zone, sinceMs: timeline.now() });
    await table.put({ row: tenantRow(tenantId, zone) });
  };

  return {
    change(account) {
      const changes = [
        () => unhost(account),
        () => alter(account, { agentMode: random.chance(0.5) ? 'off' : 'full-auto' }),
        () => teach(account.tenantId),
        () => move(account.tenantId),
        async () => {
          secret = { value: `sim-secret-after-${timeline.now()}`, sinceMs: timeline.now() };
        },
      ];
      void changes[random.between(0, changes.length - 1)]?.();
    },
    secrets: () => ({
      douyin: { ...APP.douyin, clientSecret: secret.value },
      xiaohongshu: APP.xiaohongshu,
      signingKey: 'k'.repeat(16),
      anthropicApiKey: '',
    }),
    signed: (push) => (push.platform === 'douyin' ? signedWith(push, secret.value) : push),
    refusedPush() {
      situations.reach('old-secret');
      if (timeline.now() - secret.sinceMs > SECRET_MS)
        sim.violate('CACHE', 'a push under the newest secret is refused');
    },
    zonesOf: (tenantId) => within(zoneHistory(tenantId), ZONE_MS),
    prompted(worker, prompt) {
      const [, tenantId = '', version] = PERSONA.exec(prompt) ?? [];
      if (worker.state() === 'zombie' || version === undefined) return;
      const taught = within(lessons.get(tenantId) ?? [{ value: 1, sinceMs: startMs }], AGENT_MS);
      if (!taught.includes(Number(version))) sim.violate('CACHE', `${tenantId} is answered as it was taught long ago`);
      if (taught.length > 1 && taught.at(-1) !== Number(version)) situations.reach('old-agent');
      const told = LOCAL_TIME.exec(prompt)?.slice(1).map(Number) ?? [];
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = told;
      const toldMs = Date.UTC(year, month - 1, day, hour, minute);
      const nowMs = timeline.now();
      // It may have jumped back since the time was told (F31).
      const offMs = Math.max(HONEST_SKEW_MS, Math.abs(worker.skewMs()));
      const isNear = (zone: string) =>
        [nowMs, nowMs - TOLD_MS].some((atMs) => {
          const agoMs = nowMs + offsetMs(zone, atMs) - toldMs;
          return agoMs > -offMs - 1_000 && agoMs < TOLD_MS + offMs;
        });
      const remembered = within(zoneHistory(tenantId), ZONE_MS);
      if (!remembered.some(isNear)) sim.violate('G10', `${tenantId} is told ${told.join()}, in ${remembered.join()}`);
      if (sim.chaos.on.has('F34')) situations.pair('E5', 'F34');
      if (remembered.some((zone) => offsetMs(zone, startMs) !== offsetMs(zone, nowMs)))
        situations.reach('clocks-changed');
    },
    departs(worker, accountId) {
      const sinceMs = unhostedSinceMs.get(accountId) ?? Number.POSITIVE_INFINITY;
      if (worker.state() !== 'zombie' && timeline.now() - sinceMs > ACCOUNT_MS)
        sim.violate('A4', `${accountId} sends ${timeline.now() - sinceMs} ms after it was unhosted`);
    },
  };
}
