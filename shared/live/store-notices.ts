// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
import { Entity } from 'electrodb';
import type { NoticeView } from '../contracts/views.ts';
import { applied } from '../runtime/conditional-write.ts';
import type { TableClient } from '../runtime/table-client.ts';

/** Something that people should see now: a hand-over, a captured contact. */
export interface Notice extends NoticeView {
  readonly tenantId: string;
}

const LIFE_MS = 30 * 24 * 3_600_000;
const msKey = (atMs: number): string => String(atMs).padStart(13, '0');

export const noticeEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'notice', version: '1', service: 'miaohong' },
      attributes: {
        tenantId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        atMs: { type: 'number', required: true },
        atKey: { type: 'string', required: true, hidden: true },
        kind: { type: ['agent.handed-over', 'lead.captured'] as const, required: true },
        conversationId: { type: 'string', required: true },
        customerName: { type: 'string', required: true },
        reason: { type: 'string' },
        ttl: { type: 'number', required: true, hidden: true },
      },
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['tenantId'], template: 't#${tenantId}#notices', casing: 'none' },
          sk: { field: 'sk', composite: ['atKey', 'id'], template: 'n#${atKey}#${id}', casing: 'none' },
        },
      },
    },
    table,
  );

export interface NoticeStore {
  /** Writes it once: the key comes from the event, so a repeated event changes nothing. False = it was there. */
  putOnce(notice: Notice): Promise<boolean>;
  /** Newest first. */
  latest(tenantId: string, nowMs: number, limit: number): Promise<readonly Notice[]>;
}

/** Notices of a tenant, forgotten after a month. */
export function createNoticeStore(table: TableClient): NoticeStore {
  const notices = noticeEntity(table);
  return {
    putOnce: (notice) => applied(notices.create(noticeRow(notice)).go()),
    async latest(tenantId, nowMs, limit) {
      const { data } = await notices.query.main({ tenantId }).go({ order: 'desc', limit });
      return data.filter((notice) => notice.atMs + LIFE_MS > nowMs);
    },
  };
}

export const noticeRow = ({ reason, ...notice }: Notice) => ({
  ...notice,
  ...(reason === undefined ? {} : { reason }),
  atKey: msKey(notice.atMs),
  ttl: Math.ceil((notice.atMs + LIFE_MS) / 1000),
});
