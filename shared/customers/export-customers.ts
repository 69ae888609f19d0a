import type { ContactFlaw } from '../conversations/model-customers.ts';
import type { Job } from '../jobs/model.ts';
import type { Worker } from '../jobs/run-job.ts';
import { loadPage } from '../jobs/store-jobs.ts';
import type { FieldCipher } from '../runtime/field-cipher.ts';
import { EXPORTS, type Objects } from '../runtime/objects.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { writeSpreadsheet } from '../runtime/spreadsheet.ts';
import type { MakerOf } from './job-maker.ts';
import { wallClock } from './rules-due.ts';
import { type ExportedCustomer, headingsOf, rowOf, widthsOf } from './rules-export.ts';
import { hasSpoken } from './rules-filter.ts';
import { type Known, loadCustomers, loadHeadsById } from './store-customers.ts';

type Names = (tenantId: string) => Promise<ReadonlyMap<string, string>>;

export interface ExportDeps {
  readonly table: RowTable;
  readonly cipher: Pick<FieldCipher, 'open'>;
  readonly objects: Pick<Objects, 'put'>;
  readonly accountNames: Names;
  readonly memberNames: Names;
  readonly makerOf: MakerOf;
  readonly timeZoneOf: (tenantId: string) => Promise<string>;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * Writes customers into an .xlsx file (K1). Pages are only counted; the file is made at the end, whole, under a name that
 * follows from the job: made twice it is the same. The bucket forgets it after a week. It holds what its maker may see by
 * then: own conversations only where they are limited (X1), contacts in clear only while they may read them (X5).
 */
export const createExportWorker = (deps: ExportDeps): Worker => ({
  work: async (_job, ids) => ids.map(() => 'kept'),

  async finish(job) {
    const { task, tenantId, jobId } = job;
    if (task.kind !== 'export') return {};
    const [accounts, members, timeZone, maker] = await Promise.all([
      deps.accountNames(tenantId),
      deps.memberNames(tenantId),
      deps.timeZoneOf(tenantId),
      deps.makerOf(job),
    ]);
    const reveal = task.reveal && maker.mayReveal;
    const rows: (readonly string[])[] = [headingsOf(task.columns)];
    for (let page = 0; page < job.pages; page++) {
      const heads = await loadHeadsById(deps.table, tenantId, await loadPage(deps.table, job, page));
      const known = await loadCustomers(deps.table, heads.filter(maker.sees));
      const told = await Promise.all(known.map((one) => exported(deps, one, { accounts, members }, reveal)));
      rows.push(...told.map((one) => rowOf(one, task.columns, timeZone)));
    }
    const bytes = await writeSpreadsheet('客户', rows, widthsOf(task.columns));
    const key = `${EXPORTS}${tenantId}/${jobId}.xlsx`;
    await deps.objects.put(key, XLSX, bytes);
    const day = wallClock(timeZone, job.createdAtMs).replace('T', ' ').replace(':', '');
    const file = { key, name: `客户 ${day}.xlsx`, bytes: bytes.byteLength };
    return { file, counts: countsOf(job, rows.length - 1) };
  },
});

const countsOf = ({ counts }: Job, written: number): Job['counts'] => ({
  ...counts,
  done: counts.total,
  changed: 0,
  kept: written,
  failed: counts.total - written,
});

async function exported(
  deps: ExportDeps,
  { head, customer }: Known,
  names: Record<'accounts' | 'members', ReadonlyMap<string, string>>,
  reveal: boolean,
): Promise<ExportedCustomer> {
  const { contact } = customer;
  const { tenantId, conversationId } = head;
  const open = async (field: string, sealed: string | undefined, masked: string | undefined) =>
    reveal && sealed !== undefined ? deps.cipher.open({ tenantId, recordId: conversationId, field }, sealed) : masked;
  return {
    name: customer.name,
    platform: head.platform,
    accountName: names.accounts.get(head.accountId) ?? head.accountId,
    phone: marked(await open('contact.phone', contact?.phoneSealed, contact?.phoneMasked), contact?.phoneFlaw),
    wechat: marked(await open('contact.wechat', contact?.wechatSealed, contact?.wechatMasked), contact?.wechatFlaw),
    contactName: contact?.name,
    city: contact?.city,
    tags: customer.tags,
    stage: customer.stage,
    assignee: head.assigneeId && (names.members.get(head.assigneeId) ?? head.assigneeId),
    remark: customer.remark,
    source: customer.source,
    firstSeenAtMs: customer.firstSeenAtMs,
    lastActivityAtMs: head.lastActivityAtMs,
    spoke: hasSpoken(head),
  };
}

/** K5: nobody should dial it from the file either. */
const marked = (value: string | undefined, flaw: ContactFlaw | undefined): string | undefined =>
  value === undefined || flaw !== 'invalid' ? value : `${value}（无效）`;
