import type { Source } from '../../shared/conversations/model.ts';
import { numberOfDay } from '../../shared/sources/rules-days.ts';
import type { Cell, Days } from '../../shared/sources/rules-funnel.ts';
import { type Counted, reportOf } from '../../shared/sources/rules-report.ts';
import { SpendInput } from '../../shared/sources/rules-spend.ts';
import { spendIdOf } from '../../shared/sources/rules-spend-bounds.ts';
import { MockRefusal, state } from './state.ts';

/** Where the made-up customers came from, and what that cost (K4). */

interface Brought {
  readonly channel: Source['channel'];
  readonly adId?: string;
  readonly adName?: string;
  /** Visits on a usual day, and the parts that go on. */
  readonly visits: number;
  readonly speaks: number;
  readonly leaves: number;
}

const BROUGHT: readonly Brought[] = [
  {
    channel: 'video-anchor',
    adId: '184620331',
    adName: '旧房翻新·客厅前后对比',
    visits: 46,
    speaks: 0.52,
    leaves: 0.34,
  },
  { channel: 'video-anchor', adId: '184620377', adName: '90 平三居报价单', visits: 31, speaks: 0.61, leaves: 0.41 },
  { channel: 'search-ad', adId: '10438821', adName: '本地装修搜索词包', visits: 18, speaks: 0.7, leaves: 0.5 },
  { channel: 'live-room-widget', visits: 24, speaks: 0.44, leaves: 0.22 },
  { channel: 'intent-comment', visits: 7, speaks: 0.8, leaves: 0.45 },
  { channel: 'unknown', visits: 12, speaks: 0.38, leaves: 0.18 },
];
const ACCOUNTS = ['dy_official', 'xhs_official'] as const;
const COUNTING_MS = 5_000;

let spends = new Map<string, SpendInput>();
let count: { readonly startedAtMs: number } | undefined;
let countedAtMs: number | undefined;

/** As it was when the server began. */
export function resetSources(): void {
  spends = new Map();
  count = undefined;
  countedAtMs = undefined;
}

/** The same day brings the same every time it is asked for. */
const wave = (day: number, at: number): number => 0.75 + ((day * 7 + at * 13) % 11) / 20;

function dayOf(day: number, account: number): readonly Cell[] {
  return BROUGHT.map(({ visits, speaks, leaves, ...source }, at) => {
    const entered = Math.round((visits * wave(day, at)) / (account + 1));
    const spoke = Math.round(entered * speaks);
    return { ...source, entered, spoke, contact: Math.round(spoke * leaves) };
  });
}

function counted(from: string, to: string): readonly Counted[] {
  const [first, last] = [numberOfDay(from), numberOfDay(to)];
  return ACCOUNTS.map((accountId, account) => {
    const days: Days = new Map(
      Array.from({ length: last - first + 1 }, (_, at) => [first + at, dayOf(first + at, account)] as const),
    );
    return { accountId, days };
  });
}

function counting(): { done: number; total: number } | undefined {
  if (!count) return undefined;
  const passedMs = Date.now() - count.startedAtMs;
  const total = state.world.accounts.length;
  if (passedMs < COUNTING_MS) return { done: Math.floor((passedMs / COUNTING_MS) * total), total };
  countedAtMs = count.startedAtMs;
  count = undefined;
  return undefined;
}

const rangeOf = (query: URLSearchParams) => ({ from: query.get('from') ?? '', to: query.get('to') ?? '' });

function funnel(query: URLSearchParams) {
  const { from, to } = rangeOf(query);
  const chosen = query.get('accountIds')?.split(',');
  const running = counting();
  const accountIds = chosen && new Set(chosen);
  const report = reportOf(counted(from, to), [...spends.values()], { from, to, accountIds });
  return {
    from,
    to,
    ...(countedAtMs === undefined ? {} : { countedAtMs }),
    ...(running ? { counting: running } : {}),
    ...report,
  };
}

const shown = (spend: SpendInput) => ({ ...spend, id: spendIdOf(spend), memberId: 'm1', atMs: Date.now() });

function save(body: unknown) {
  const items = SpendInput.array().parse(
    typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined,
  );
  const foreign = items.findIndex(
    ({ accountId }) => accountId !== undefined && !state.world.accounts.some(({ id }) => id === accountId),
  );
  if (foreign >= 0) throw new MockRefusal(404, 'account.unknown');
  for (const item of items) spends.set(spendIdOf(item), item);
  return { items: items.map(shown) };
}

/** What the API would say; undefined = not a question of this subject. */
export function answerSources(
  name: string,
  {
    params,
    query,
    body,
  }: {
    readonly params: Readonly<Record<string, string | undefined>>;
    readonly query: URLSearchParams;
    readonly body: unknown;
  },
): unknown {
  switch (name) {
    case 'funnel':
      return funnel(query);
    case 'countSources':
      count = { startedAtMs: Date.now() };
      return {
        id: '01HZZZZZZZZZZZZZZZZZZZZZZ9',
        task: { kind: 'count-sources', whole: false },
        state: 'running',
        stopping: false,
        memberId: 'm1',
        createdAtMs: Date.now(),
        counts: { total: state.world.accounts.length, done: 0, changed: 0, kept: 0, failed: 0 },
        canUndo: false,
        version: 1,
      };
    case 'listSpends': {
      const { from, to } = rangeOf(query);
      const own = [...spends.values()].filter((spend) => spend.from <= to && spend.to >= from);
      return { items: own.sort((a, b) => (a.from < b.from ? -1 : 1)).map(shown) };
    }
    case 'saveSpends':
      return save(body);
    case 'deleteSpend':
      if (!spends.delete(params.spendId ?? '')) throw new MockRefusal(404, 'spend.unknown');
      return { ok: true };
    default:
      return undefined;
  }
}
