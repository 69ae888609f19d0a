import { HttpFailure, type HttpRequest, type HttpResponse } from '../../shared/runtime/ports.ts';
import type { createLimitJudge } from './limits.ts';
import { ANSWERS } from './platform-answers.ts';
import { allows, createDepartureJudge } from './platform-departures.ts';
import { type Attempt, commentAllows, type ThreadLedger } from './platform-ledger.ts';
import { type Incoming, type PlatformName, PUSHES, type Push, readRecall, readSend } from './platform-wire.ts';
import type { RefreshCall, TokenDesk } from './tokens.ts';
import type { Sim, Worker } from './worker.ts';

/** Both platforms: they judge by their own clock and ledger, accept or refuse, push, echo, and fail in every way. */

export interface PlatformAccount {
  readonly platform: PlatformName;
  readonly platformId: string;
  readonly highWeight: boolean;
  readonly adSpendYuan: number;
  accessToken: string;
  refreshToken: string;
  /** When the first access token dies, by the platform's clock. */
  readonly accessDiesAtMs: number;
}

export interface Accepted {
  readonly intent: string;
  readonly account: string;
  readonly customer: string;
  readonly atMs: number;
  readonly text: string | undefined;
}

export interface PlatformWorld {
  readonly accounts: readonly PlatformAccount[];
  readonly accepted: Accepted[];
  /** Our own messages that the platform took back, by its ids. */
  readonly recalled: ReadonlySet<string>;
  ledger(account: string, customer: string): ThreadLedger;
  nextId(): string;
  /** A call of ours; `intent` names the message row that it is for. */
  call(worker: Worker, request: HttpRequest, intent: string | undefined): Promise<HttpResponse>;
  /** A person sends in the phone app, if the platform lets them. */
  phoneSends(account: PlatformAccount, customer: string, text: string): void;
}

interface Hooks {
  push(push: Push, about: { readonly account: string; readonly id: string; readonly isEcho?: boolean }): void;
  /** Before a send leaves our side. */
  departs(worker: Worker, intent: string): void;
  readonly tokens: TokenDesk;
  readonly limited: ReturnType<typeof createLimitJudge>;
}

const WAY_MS = 180;
const RECALL_MS = 120_000;
const ok = (value: object): HttpResponse => ({ status: 200, headers: {}, text: JSON.stringify(value) });

export function createPlatforms(sim: Sim, accounts: readonly PlatformAccount[], hooks: Hooks): PlatformWorld {
  const { timeline, chaos, random, situations } = sim;
  const ledgers = new Map<string, ThreadLedger>();
  const accepted: Accepted[] = [];
  const recalled = new Set<string>();
  let names = 0;
  const nextId = (): string => `pm${++names}`;
  const ledger = (account: string, customer: string): ThreadLedger => {
    const name = `${account}|${customer}`;
    const known = ledgers.get(name) ?? { acts: [], sends: [] };
    ledgers.set(name, known);
    return known;
  };
  const attemptOf = (account: PlatformAccount, incoming: Incoming): Attempt => ({
    ...incoming,
    atMs: timeline.now(),
    isText: incoming.text !== undefined,
    highWeight: account.highWeight,
    adSpendYuan: account.adSpendYuan,
  });
  const departures = createDepartureJudge(sim);

  const echo = (
    account: PlatformAccount,
    customer: string,
    id: string,
    text: string | undefined,
    byUs: boolean,
  ): void => {
    if (chaos.strikes('F6', 'E18')) return;
    const told = { account: account.platformId, customer, id, atMs: timeline.now() };
    const push =
      account.platform === 'douyin' ? PUSHES.douyin.echo(told, text, byUs) : PUSHES.xiaohongshu.echo(told, text);
    const waitMs = chaos.strikes('F5', 'E14') ? 0 : random.between(200, 3_000);
    timeline.after(waitMs, () => hooks.push(push, { account: account.platformId, id, isEcho: true }));
  };

  const accept = (
    account: PlatformAccount,
    customer: string,
    intent: string,
    text: string | undefined,
    attempt: Attempt,
  ): string => {
    const id = nextId();
    const thread = ledger(account.platformId, customer);
    if (accepted.some((one) => one.intent === intent)) sim.violate('INV3', `${intent} was accepted twice`);
    accepted.push({ intent, account: account.platformId, customer, atMs: timeline.now(), text });
    if (account.platform === 'xiaohongshu') hooks.limited(account.platformId);
    const { ref } = attempt;
    const scene = attempt.scene === 'comment' && !commentAllows(thread, attempt) ? 'reply' : attempt.scene;
    if (scene === 'proactive' || scene === 'comment') situations.reach(`${scene}-sent`);
    thread.sends.push({ by: 'us', intent, id, atMs: timeline.now(), text, scene, ref });
    echo(account, customer, id, text, true);
    return id;
  };

  const send = async (
    worker: Worker,
    account: PlatformAccount,
    request: HttpRequest,
    intent: string,
  ): Promise<HttpResponse> => {
    const { platform } = account;
    const incoming = readSend(platform, request.url, request.body ?? '');
    const { codes, refused, sent } = ANSWERS[platform];
    const refuse = (code: number): HttpResponse => ok(refused(code));
    const token = request.headers?.['access-token'];
    if (chaos.strikes('F40', 'E14')) hooks.tokens.replace(account);
    if (!hooks.tokens.isAlive(account, token)) {
      hooks.tokens.refused(worker, token);
      return refuse(codes.token);
    }
    if (chaos.strikes('F42', 'E14')) await timeline.sleep(random.between(300, 4_000));
    if (chaos.strikes('F35', 'E14')) return refuse(codes.business);
    if (chaos.strikes('F41', 'E14')) return refuse(codes.banned);
    if (chaos.strikes('F36', 'E14')) {
      if (random.chance(0.4)) return refuse(codes.busy);
      const headers = random.chance(0.5) ? { 'retry-after': String(random.between(1, 20)) } : {};
      return { status: 429, headers: { ...headers }, text: '{}' };
    }
    const hangs = chaos.strikes('F39', 'E14');
    if (hangs && random.chance(0.5)) return hang(request);
    const reset = chaos.strikes('F38', 'E14');
    if (reset && random.chance(0.2)) throw new HttpFailure('not-sent', 'refused before a byte was written');
    const breaks = chaos.strikes('F37', 'E14');
    if (breaks && random.chance(0.5)) return { status: 503, headers: {}, text: '' };
    const attempt = attemptOf(account, incoming);
    if (!allows(account, ledger(account.platformId, incoming.customer), attempt)) {
      situations.reach('platform-refused-window');
      return refuse(codes.window);
    }
    const id = accept(account, incoming.customer, intent, incoming.text, attempt);
    if (attempt.scene === 'entry') situations.reach('welcome-sent');
    if (hangs) return hang(request);
    if (reset) throw new HttpFailure('unknown', 'connection reset');
    if (breaks) return random.chance(0.5) ? { status: 502, headers: {}, text: '' } : refuse(codes.unsure);
    if (chaos.strikes('F43', 'E14'))
      return platform === 'douyin' ? ok({ result: 'fine' }) : { status: 200, headers: {}, text: '<html>' };
    return ok(sent(id));
  };
  const hang = async (request: HttpRequest): Promise<never> => {
    await timeline.sleep(request.timeoutMs);
    throw new HttpFailure('unknown', 'time is up');
  };

  /** Xiaohongshu takes a message back within two minutes, Douyin names no limit. */
  const recall = async (platform: PlatformName, request: HttpRequest, asked: { account: string; id: string }) => {
    const { codes, refused, sent } = ANSWERS[platform];
    const account = accounts.find((one) => one.platformId === asked.account);
    if (!account || !hooks.tokens.isAlive(account, request.headers?.['access-token'])) return ok(refused(codes.token));
    if (chaos.strikes('F37', 'E29')) return { status: 503, headers: {}, text: '' };
    const sends = [...ledgers].flatMap(([name, { sends: all }]) => (name.startsWith(`${asked.account}|`) ? all : []));
    const send = sends.find(({ id }) => id === asked.id);
    const isLate = platform === 'xiaohongshu' && send !== undefined && timeline.now() - send.atMs >= RECALL_MS;
    if (!send || isLate) return ok(refused(codes.business));
    recalled.add(send.id);
    if (chaos.strikes('F38', 'E29')) throw new HttpFailure('unknown', 'connection reset');
    return ok(sent(send.id));
  };

  const refresh = async (request: HttpRequest, call: RefreshCall): Promise<HttpResponse> => {
    try {
      if (chaos.strikes('F37', 'E24')) return { status: 503, headers: {}, text: '' };
      return chaos.strikes('F39', 'E24') ? await hang(request) : ok(call.renew());
    } finally {
      call.ends();
    }
  };

  return {
    accounts,
    accepted,
    recalled,
    ledger,
    nextId,
    call(worker, request, intent) {
      const platform = request.url.includes('douyin') ? 'douyin' : 'xiaohongshu';
      const asked = readRecall(platform, request.url, request.body ?? '{}');
      if (asked) return worker.effect('E29', WAY_MS, () => recall(platform, request, asked));
      if (intent === undefined) {
        const call = hooks.tokens.refreshes(worker, request.body ?? '');
        return worker.effect('E24', WAY_MS, () => refresh(request, call));
      }
      const incoming = readSend(platform, request.url, request.body ?? '');
      const account = accounts.find((one) => one.platformId === incoming.account);
      if (!account) throw new Error(`no account ${incoming.account}`);
      hooks.departs(worker, intent);
      hooks.tokens.departs(worker, account, request.headers?.['access-token']);
      const thread = ledger(account.platformId, incoming.customer);
      departures(worker, account, thread, attemptOf(account, incoming));
      return worker.effect('E14', WAY_MS, () => send(worker, account, request, intent));
    },
    phoneSends(account, customer, text) {
      const thread = ledger(account.platformId, customer);
      const id = nextId();
      // A person in the app is bound by the app, not by the interface's windows.
      thread.sends.push({ by: 'phone', id, atMs: timeline.now(), text });
      echo(account, customer, id, text, false);
    },
  };
}
