import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type SavedView, ViewKind, ViewSettings } from './rules-views.ts';

const Stored = z.object({
  tenantId: z.string(),
  memberId: z.string(),
  viewId: z.string(),
  kind: ViewKind,
  name: z.string(),
  position: z.number(),
  settings: ViewSettings,
});

type Place = Pick<SavedView, 'tenantId' | 'memberId' | 'viewId'>;
const partitionOf = (tenantId: string, memberId: string): string => `t#${tenantId}#views#${memberId}`;
const keyOf = ({ tenantId, memberId, viewId }: Place) => ({ pk: partitionOf(tenantId, memberId), sk: `v#${viewId}` });

export interface ViewStore {
  /** All views of a member, of every kind. */
  list(tenantId: string, memberId: string): Promise<readonly SavedView[]>;
  put(view: SavedView): Promise<void>;
  remove(place: Place): Promise<void>;
}

/** Saved views: each member's own, in a partition of their own. */
export function createViewStore(table: RowTable): ViewStore {
  return {
    async list(tenantId, memberId) {
      const { rows } = await table.query({ pk: partitionOf(tenantId, memberId), from: 'v#', to: 'v$' });
      return rows.map((row) => Stored.parse(row));
    },
    async put(view) {
      await table.put({ row: { ...keyOf(view), ...entityMarks('view'), ...view } });
    },
    remove: (place) => table.remove(keyOf(place)),
  };
}
