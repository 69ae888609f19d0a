import { createHash } from 'node:crypto';
import { contentHash } from '../../shared/platforms/same-key.ts';
import type { Operation } from './operations.ts';
import type { Act, ThreadLedger } from './platform-ledger.ts';
import { consentContent, PUSHES, type Push, type Told } from './platform-wire.ts';
import type { SceneAccount } from './scene.ts';
import type { World } from './world.ts';

/** What customers do: the platform's ledger has it at once, our side when a webhook arrives. */

const hashOf = (kind: string, id: string): string =>
  createHash('sha256').update(`${kind}|${id}`).digest('base64url').slice(0, 16);

interface Doing {
  readonly world: World;
  readonly at: number;
  readonly account: SceneAccount;
  readonly told: Told;
  readonly ledger: ThreadLedger;
}

export function asCustomer(
  world: World,
  { kind, at, customer: who }: Operation,
  account: SceneAccount,
  customer: string,
): void {
  const id = world.platforms.nextId();
  const told: Told = { account: account.platformId, customer, id, atMs: world.sim.timeline.now() };
  const doing = { world, at, account, told, ledger: world.platforms.ledger(account.platformId, customer) };
  if (kind === 'recalled') takeBack(doing);
  else if (kind === 'enter') enter(doing, account.platform === 'xiaohongshu' && who === 2);
  // Each platform has one of the two: what a customer gives beside words.
  else if (kind === 'comment' || kind === 'consent') {
    if (account.platform === 'douyin') consent(doing, true);
    else comment(doing);
  } else if (kind === 'withdraw') consent(doing, false);
  else speak(doing, kind);
}

/** The ledger's entry, and the name by which our side will have applied it. */
function note({ world, account, ledger, told }: Doing, what: Omit<Act, 'id' | 'atMs'>, stored: string): void {
  const act: Act = { ...what, id: told.id, atMs: told.atMs };
  ledger.acts.push(act);
  world.pending.set(`${account.accountId}|${hashOf(stored, told.id)}`, act);
}

const push = ({ world, account, told }: Doing, what: Push, kind: 'entered' | 'spoke' | 'other', id = told.id): void =>
  world.push(what, { account: account.platformId, id, kind });

function takeBack(doing: Doing): void {
  const { account, told, ledger } = doing;
  const last = ledger.acts.findLast((act) => act.kind === 'spoke');
  if (!last) return;
  if (account.platform === 'douyin') push(doing, PUSHES.douyin.recalled({ ...told, id: last.id }), 'other', last.id);
  else push(doing, PUSHES.xiaohongshu.recalled(told, last.id), 'other', `r-${told.id}`);
}

function enter(doing: Doing, follows: boolean): void {
  const { account, told } = doing;
  note(doing, { kind: 'entered', follows }, 'entered');
  const isDouyin = account.platform === 'douyin';
  push(doing, isDouyin ? PUSHES.douyin.entered(told) : PUSHES.xiaohongshu.entered(told, follows), 'entered');
}

function comment(doing: Doing): void {
  note(doing, { kind: 'commented' }, 'comment');
  push(doing, PUSHES.xiaohongshu.commented(doing.told, `这台多少钱${doing.at}`), 'other');
}

const DAY_MS = 86_400_000;
/** Until when it lasts: mostly longer than a run looks, at times minutes. */
const LIVES_MS = [30 * DAY_MS, 2 * DAY_MS, 20 * 60_000, 30 * DAY_MS, 7 * DAY_MS];

/** W3: given, prolonged or taken back. Its content names it, in seconds. */
function consent(doing: Doing, given: boolean): void {
  const { world, at, account, ledger } = doing;
  if (account.platform !== 'douyin') return;
  const before = ledger.acts.findLast((act) => act.kind === 'consented');
  if (!given && !before) return;
  if (!given && (before?.untilMs ?? 0) > doing.told.atMs) world.sim.situations.reach('consent-withdrawn');
  const endsMs = doing.told.atMs + (LIVES_MS[at % LIVES_MS.length] ?? 0);
  const untilMs = given ? endsMs - (endsMs % 1_000) : doing.told.atMs;
  const what = { untilMs, given, isNew: before === undefined };
  const id = contentHash(doing.told.customer, doing.told.account, JSON.stringify(consentContent(doing.told, what)));
  const named = { ...doing, told: { ...doing.told, id } };
  note(named, { kind: 'consented', untilMs }, 'consent');
  push(named, PUSHES.douyin.consented(named.told, what), 'other');
}

/** Words that no packing makes smaller: what they become is about as large as an item or a webhook may be (F22). */
const FLOOD = Array.from({ length: 84_000 }, (_, at) =>
  String.fromCharCode(0x4e00 + ((at * 7_919 + at * at * 31) % 20_000)),
).join('');
const FLOOD_CHARS: Readonly<Record<SceneAccount['platform'], readonly [number, number]>> = {
  douyin: [40_000, 84_000],
  xiaohongshu: [30_000, 64_000],
};

function flood({ world: { sim }, account }: Doing): string {
  if (!sim.chaos.strikes('F22', 'E2')) return '';
  return FLOOD.slice(0, sim.random.between(...FLOOD_CHARS[account.platform]));
}

function speak(doing: Doing, kind: Operation['kind']): void {
  const { account, told, at } = doing;
  const phone = `1398800${String(at).padStart(4, '0')}`;
  if (kind === 'fill-card' && account.platform === 'douyin') {
    note(doing, { kind: 'spoke' }, 'contact');
    push(doing, PUSHES.douyin.filledCard(told, phone), 'spoke');
    return;
  }
  const words = kind === 'say-phone' ? `我的电话${phone}` : `密语${at} 租户${account.tenantId}`;
  const text = `${words}${flood(doing)}`;
  note(doing, { kind: 'spoke' }, 'message');
  push(
    doing,
    account.platform === 'douyin' ? PUSHES.douyin.spoke(told, text) : PUSHES.xiaohongshu.spoke(told, text),
    'spoke',
  );
}
