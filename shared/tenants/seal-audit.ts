import type { Log } from '../runtime/log.ts';
import type { Clock } from '../runtime/ports.ts';
import { digestOf, GRACE_MS, sealedText, type Verification, verifyMonth } from './audit-chain.ts';
import type { Seal } from './model.ts';
import { auditKey, monthOf } from './store-audit.ts';
import type { SealStore } from './store-audit-seals.ts';

export interface SealDeps {
  readonly seals: SealStore;
  /** A code over a text that only the holder of the tenant's key can make. */
  readonly codeOf: (tenantId: string, text: string) => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Entries under one seal: a busy month has many seals rather than one that nobody can hold in memory. */
const MOST_SEALED = 1_000;
/** Seals in one run: what is left waits for the next. */
const MOST_SEALS = 20;
const MONTH_MS = 31 * 24 * 3_600_000;

/**
 * Closes what the audit log of a tenant has had since the last seal (SEC31). Entries on their way are left for the next
 * run; two sealers at once make one chain. A tenant in which nothing happened costs two reads.
 *
 * @returns entries sealed.
 */
export async function sealAudit(deps: SealDeps, tenantId: string): Promise<number> {
  const untilMs = deps.clock.now() - GRACE_MS;
  let sealed = 0;
  for (let made = 0; made < MOST_SEALS; made += 1) {
    const count = await sealNext(deps, tenantId, untilMs);
    if (count === 0) break;
    sealed += count;
  }
  return sealed;
}

/** One seal: of the oldest month that has something to close. */
async function sealNext(deps: SealDeps, tenantId: string, untilMs: number): Promise<number> {
  const end = await deps.seals.end(tenantId);
  // A first seal looks back a month: a tenant may begin at the end of one.
  const first = end?.month ?? monthOf(untilMs - MONTH_MS);
  for (const month of monthsBetween(first, monthOf(untilMs))) {
    const isContinued = end?.month === month;
    const to = auditKey(untilMs, '~');
    const range = { to, limit: MOST_SEALED, ...(isContinued ? { after: end.toKey } : {}) };
    const entries = await deps.seals.entries(tenantId, month, range);
    if (entries.length === 0) continue;
    const open: Omit<Seal, 'code'> = {
      tenantId,
      month,
      seq: isContinued ? end.seq + 1 : 1,
      // A full seal ends where it ends; another may begin right behind.
      toKey: entries.length < MOST_SEALED ? to : (entries.at(-1)?.key ?? to),
      count: entries.length,
      digest: digestOf(entries.map(({ entry }) => entry)),
      previous: end?.code ?? '',
    };
    const seal = { ...open, code: await deps.codeOf(tenantId, sealedText(open)) };
    if (!(await deps.seals.append(seal, end))) return 0;
    // Beside the table: who rewrites the whole chain there still differs from what was logged.
    deps.log.info('audit.sealed', { tenantId, count: seal.count, code: seal.code });
    return seal.count;
  }
  return 0;
}

/** Every month from one to another, both included. @throws never: a later start gives none. */
function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = [];
  let year = Number(first.slice(0, 4));
  let month = Number(first.slice(4));
  for (let text = first; text <= last; text = `${year}${String(month).padStart(2, '0')}`) {
    months.push(text);
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return months;
}

/** Verifies a month of a tenant's audit log against itself, the month before and the chain's end (SEC31). */
export async function verifyAudit(
  deps: Pick<SealDeps, 'seals' | 'codeOf'>,
  tenantId: string,
  month: string,
): Promise<Verification> {
  const [entries, seals, end, previous] = await Promise.all([
    deps.seals.entries(tenantId, month, {}),
    deps.seals.seals(tenantId, month),
    deps.seals.end(tenantId),
    newestBefore(deps.seals, tenantId, month),
  ]);
  const codes = await Promise.all(seals.map((seal) => deps.codeOf(tenantId, sealedText(seal))));
  const isClosed = end !== undefined && end.month > month;
  return verifyMonth(entries, seals, codes, { previous, isClosed, ...(end?.month === month ? { last: end } : {}) });
}

/** Quiet months have no seal; a tenant that was quiet for longer begins as if anew. */
const MONTHS_BACK = 12;

async function newestBefore(seals: Pick<SealStore, 'seals'>, tenantId: string, month: string): Promise<string> {
  let [year, at] = [Number(month.slice(0, 4)), Number(month.slice(4))];
  for (let back = 0; back < MONTHS_BACK; back += 1) {
    [year, at] = at === 1 ? [year - 1, 12] : [year, at - 1];
    const before = (await seals.seals(tenantId, `${year}${String(at).padStart(2, '0')}`)).at(-1);
    if (before) return before.code;
  }
  return '';
}
