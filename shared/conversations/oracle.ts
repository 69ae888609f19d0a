/**
 * The rules a second time, by other means, for tests: a search of everything that happened for a right to send, written
 * from product.md sections 3 and 4 and not from the packs or the engine. It shares no code with either, keeps no facts,
 * and is slow on purpose.
 */

export interface Past {
  readonly kind: 'enter' | 'speak' | 'send' | 'phone' | 'overuse' | 'consent' | 'withdraw' | 'comment' | 'proof';
  readonly atMs: number;
  /** `enter`: whether the customer follows the account. */
  readonly follows?: boolean;
  /** `consent`: first instant at which it is over. */
  readonly untilMs?: number;
  /** `comment`: its name; `send`: the comment that the message quotes. */
  readonly comment?: string | undefined;
  /** `send`: the call timed out. `proof`: when the send was made whose echo came. */
  readonly timedOut?: boolean;
  readonly ofMs?: number;
}

/** What is asked: a message of a type, perhaps quoting a comment. */
export interface Asked {
  readonly type: string;
  readonly quotes?: string | undefined;
}

export interface Asker {
  readonly platform: 'douyin' | 'xiaohongshu';
  readonly kind: 'enterprise' | 'staff';
  readonly highWeight: boolean;
  readonly spendYuan: number;
  readonly mutualFollow: boolean;
}

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Section 3, the S of each column. */
const SENDS = new Map([
  ['douyin enterprise', new Set('text image basic-emoji phone-collect-card'.split(' '))],
  ['douyin staff', new Set(['text'])],
  ['douyin staff mutual', new Set('text image basic-emoji'.split(' '))],
  ['xiaohongshu', new Set('text image video basic-emoji name-card landing-page note lead-card trade-card'.split(' '))],
]);

/** Whether the rules let this account send such a message now, after all of this (oldest first). */
export function mayGo(past: readonly Past[], asker: Asker, { type, quotes }: Asked, nowMs: number): boolean {
  const column =
    asker.platform === 'xiaohongshu'
      ? 'xiaohongshu'
      : `douyin ${asker.kind}${asker.kind === 'staff' && asker.mutualFollow ? ' mutual' : ''}`;
  if (!SENDS.get(column)?.has(type)) return false;
  if (asker.platform === 'xiaohongshu' && asker.kind === 'staff' && asker.spendYuan < 1_000) return false;
  if (asker.platform === 'douyin') {
    return (!isClosed(past) && onDouyin(past, nowMs)) || onConsent(past, nowMs);
  }
  return (
    onComment(past, asker, { type, quotes }, nowMs) || (!isClosed(past) && onXiaohongshu(past, asker, type, nowMs))
  );
}

/** W3a: since the platform said "used up" the customer has not acted. */
function isClosed(past: readonly Past[]): boolean {
  const saidAt = past.findLastIndex(({ kind }) => kind === 'overuse');
  if (saidAt < 0) return false;
  return !past.slice(saidAt).some(({ kind }) => kind === 'enter' || kind === 'speak');
}

/** W3a for what rests on one act: it came before the word, or nothing has lifted the word. */
const isClosedFor = (past: readonly Past[], act: Past): boolean =>
  isClosed(past) && past.indexOf(act) < past.findLastIndex(({ kind }) => kind === 'overuse');

/** W1, W2, W13. */
function onDouyin(past: readonly Past[], nowMs: number): boolean {
  if (past.some(({ kind, atMs }) => kind === 'speak' && nowMs < atMs + DAY - SECOND)) return true;
  for (const entry of past) {
    if (entry.kind !== 'enter' || nowMs >= entry.atMs + 30 * SECOND - SECOND || !grants(past, entry)) continue;
    const used = past.filter((one, at) => isUnder(past.slice(0, at), one, entry)).length;
    if (used < 3) return true;
  }
  return false;
}

/** W3, W13: the newest word on it is a yes that still holds, and today's touch is not begun or goes on. */
function onConsent(past: readonly Past[], nowMs: number): boolean {
  const consent = past.findLast(({ kind }) => kind === 'consent' || kind === 'withdraw');
  if (consent?.kind !== 'consent' || isClosedFor(past, consent)) return false;
  if (consent.untilMs !== undefined && nowMs >= consent.untilMs - SECOND) return false;
  const touches = past.filter((one, at) => one.kind === 'send' && !isReplyOrEntry(past.slice(0, at), one));
  const today = touches.filter(({ atMs }) => shanghaiDate(atMs) === shanghaiDate(nowMs));
  const [first] = today;
  return !first || (today.length < 3 && nowMs < first.atMs + 600 * SECOND - SECOND);
}

/** Whether what we sent left by the customer's message or entry, so that it is none of a touch. */
const isReplyOrEntry = (before: readonly Past[], sent: Past): boolean =>
  !isClosed(before) && onDouyin(before, sent.atMs);

/** W7, A3, W13: a text that quotes a comment of the last day that has no answer yet. */
function onComment(past: readonly Past[], asker: Asker, { type, quotes }: Asked, nowMs: number): boolean {
  const comment = past.find((one) => one.kind === 'comment' && one.comment === quotes);
  if (!comment || type !== 'text' || asker.spendYuan < 3_000 || nowMs >= comment.atMs + DAY - SECOND) return false;
  if (isClosedFor(past, comment)) return false;
  return !past.some((one, at) => one.comment === quotes && isAnswer(past.slice(0, at), asker, one));
}

/** Whether what we sent was the answer to a comment: then it is none of first contact. */
const isAnswer = (before: readonly Past[], asker: Asker, sent: Past): boolean =>
  sent.kind === 'send' &&
  sent.comment !== undefined &&
  !(before.some(({ kind }) => kind === 'speak') && !isClosed(before)) &&
  onComment(before, asker, { type: 'text', quotes: sent.comment }, sent.atMs);

/** W1: the hour since the last grant has passed, and fewer than three were granted that day in Shanghai. */
function grants(past: readonly Past[], entry: Past): boolean {
  const before = past.slice(0, past.indexOf(entry)).filter((one) => one.kind === 'enter' && grants(past, one));
  const tooSoon = before.some(({ atMs }) => entry.atMs - atMs < HOUR);
  const sameDay = before.filter(({ atMs }) => shanghaiDate(atMs) === shanghaiDate(entry.atMs));
  return !tooSoon && sameDay.length < 3;
}

/** Shanghai is eight hours ahead, all year. */
const shanghaiDate = (atMs: number): number => Math.floor((atMs + 8 * HOUR) / DAY);

/** Whether something that left used this entry's grant: it left within the grant and no reply window was open. */
function isUnder(before: readonly Past[], sent: Past, entry: Past): boolean {
  if (sent.kind !== 'send' && sent.kind !== 'phone') return false;
  if (!before.includes(entry)) return false;
  // Where the platform had closed the entry's right, what we sent rested on another.
  if (sent.kind === 'send' && isClosed(before)) return false;
  // Ours keep clear of a window's last second; the phone app does not.
  const margin = sent.kind === 'send' ? SECOND : 0;
  const replied = before.some(({ kind, atMs }) => kind === 'speak' && sent.atMs < atMs + DAY - margin);
  return !replied && sent.atMs < entry.atMs + 30 * SECOND;
}

/** W4, W5, W6, W13. */
function onXiaohongshu(past: readonly Past[], asker: Asker, type: string, nowMs: number): boolean {
  if (past.some(({ kind }) => kind === 'speak')) return true;
  const entry = past.find(({ kind }) => kind === 'enter');
  if (!entry) return false;
  const all = past.filter(({ kind }) => kind === 'send' || kind === 'phone');
  if (all.some(({ atMs }) => atMs < entry.atMs)) return false;
  const left = all.filter((one) => !isAnswer(past.slice(0, past.indexOf(one)), asker, one));
  if (past.findLast(({ kind }) => kind === 'enter')?.follows === true) return true;
  if (nowMs >= entry.atMs + DAY) return !left.some(({ atMs }) => atMs >= entry.atMs + DAY);
  if (nowMs >= entry.atMs + DAY - SECOND) return false;
  if (left.length === 0) return type === 'text';
  if (left.length !== 1 || !asker.highWeight) return false;
  // W9: a text of unknown outcome may never have come: then another kind would be the first.
  return type === 'text' || left.every((one) => !one.timedOut || hasProof(past, one));
}

const hasProof = (past: readonly Past[], sent: Past): boolean =>
  past.some(({ kind, ofMs }) => kind === 'proof' && ofMs === sent.atMs);
