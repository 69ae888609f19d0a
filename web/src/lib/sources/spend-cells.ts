import { CHANNEL_WORDS } from '../../../../shared/sources/rules-channels.ts';
import { MAX_AMOUNT_FEN } from '../../../../shared/sources/rules-spend-bounds.ts';
import type { Source } from '../contracts.ts';
import type { Cell } from './sheet.ts';

/** What one cell of a spend says, in the spellings people and platforms use. Undefined = it cannot be meant so. */

type Channel = Source['channel'];

const DAY_MS = 86_400_000;
/** Days from 1899-12-30, which Excel counts from, to 1970-01-01. */
const EPOCH_SERIAL = 25_569;
/** Workbooks of old Macs count from 1904-01-01: so many days less. */
const SERIALS_FROM_1904 = 1462;

const isChannel = (text: string): text is Channel => Object.hasOwn(CHANNEL_WORDS, text);
const CHANNELS = Object.keys(CHANNEL_WORDS).filter(isChannel);

/** A channel by its Chinese word or its code, with spaces for hyphens too. */
export function channelOf(text: string): Channel | undefined {
  const code = text.toLowerCase().replace(/[\s_]+/g, '-');
  return CHANNELS.find((channel) => CHANNEL_WORDS[channel] === text || channel === code);
}

/** The day as YYYY-MM-DD, if the calendar has it. This century alone: anything else is a slip. */
function calendarDay(year: number, month: number, day: number): string | undefined {
  const atMs = Date.UTC(year, month - 1, day);
  if (Number.isNaN(atMs)) return undefined;
  const text = new Date(atMs).toISOString().slice(0, 10);
  const isSame = new Date(atMs).getUTCMonth() === month - 1 && new Date(atMs).getUTCDate() === day;
  return isSame && text.startsWith('20') && year < 2100 ? text : undefined;
}

const WRITTEN = /^(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/;
const PACKED = /^(20\d{2})(\d{2})(\d{2})$/;
const SERIAL = /^\d{5}(?:\.\d+)?$/;

/** A day as written, or the serial number a workbook holds it as. */
export function dayOf({ kind, text }: Cell, from1904: boolean): string | undefined {
  const parts = WRITTEN.exec(text) ?? PACKED.exec(text);
  if (parts) return calendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  if (kind !== 'number' || !SERIAL.test(text)) return undefined;
  const serial = Math.floor(Number(text)) + (from1904 ? SERIALS_FROM_1904 : 0);
  const at = new Date((serial - EPOCH_SERIAL) * DAY_MS);
  return calendarDay(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
}

const YUAN = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2})0*)?$/;
const COMPUTED = /^\d{1,12}(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/;
/** A workbook's sums carry the noise of floats (0.30000000000000004); a third decimal is no noise. */
const NOISE_FEN = 1e-4;

const inBounds = (fen: number): number | undefined =>
  Number.isSafeInteger(fen) && fen >= 1 && fen <= MAX_AMOUNT_FEN ? fen : undefined;

/** Yuan in fen: more than nothing, at most two decimals; read digit by digit, not through a float. */
export function fenOf({ kind, text }: Cell): number | undefined {
  const bare = text.replace(/^[¥￥]\s*|\s*元$/g, '');
  const parts = YUAN.exec(bare);
  if (parts) {
    return inBounds(Number((parts[1] ?? '').replaceAll(',', '')) * 100 + Number((parts[2] ?? '').padEnd(2, '0')));
  }
  if (kind !== 'number' || !COMPUTED.test(bare)) return undefined;
  const fen = Number(bare) * 100;
  return Math.abs(fen - Math.round(fen)) < NOISE_FEN ? inBounds(Math.round(fen)) : undefined;
}

const AD_ID = /^[0-9A-Za-z]{1,32}$/;
/** An advertisement's id. A workbook's number that is not digits alone (1.78E+18) has lost some of them. */
export const adIdOf = ({ kind, text }: Cell): string | undefined =>
  (kind === 'number' ? /^\d{1,32}$/ : AD_ID).test(text) ? text : undefined;
