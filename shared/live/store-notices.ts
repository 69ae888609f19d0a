import * as z from 'zod';
import { NoticeView } from '../contracts/company-views.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';

const Notice = NoticeView.extend({ tenantId: z.string() });
/** Something that people should see now: a hand-over, a captured contact. */
export type Notice = Readonly<z.infer<typeof Notice>>;

const LIFE_MS = 30 * 24 * 3_600_000;
const partitionOf = (tenantId: string): string => `t#${tenantId}#notices`;

export interface NoticeStore {
  /** Writes it once: the key comes from the event, so a repeated event changes nothing. False = it was there. */
  putOnce(notice: Notice): Promise<boolean>;
  /** Newest first. */
  latest(tenantId: string, nowMs: number, limit: number): Promise<readonly Notice[]>;
}

export const noticeRow = (notice: Notice) => ({
  pk: partitionOf(notice.tenantId),
  sk: `n#${String(notice.atMs).padStart(13, '0')}#${notice.id}`,
  ...entityMarks('notice'),
  ...notice,
  ttl: Math.ceil((notice.atMs + LIFE_MS) / 1000),
});

/** A notice as the stream tells of it; undefined where the row is none. */
export const parseNotice = (row: Readonly<Record<string, unknown>>): Notice | undefined => Notice.safeParse(row).data;

/** Notices of a tenant, forgotten after a month. */
export function createNoticeStore(table: RowTable): NoticeStore {
  return {
    putOnce: (notice) => table.put({ row: noticeRow(notice), condition: { kind: 'absent' } }),
    async latest(tenantId, nowMs, limit) {
      const { rows } = await table.query({ pk: partitionOf(tenantId), from: 'n#', to: 'n$', descending: true, limit });
      return rows.map((row) => Notice.parse(row)).filter((notice) => notice.atMs + LIFE_MS > nowMs);
    },
  };
}
