import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { Stage } from './rules-stage.ts';
import { type Catalogue, emptyCatalogue, TagColour } from './rules-tags.ts';

const Stored = z.object({
  tenantId: z.string(),
  version: z.number(),
  groups: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      colour: TagColour,
      tags: z.array(z.string()),
      forAgents: z.boolean(),
    }),
  ),
  stageGoals: z.record(Stage, z.string()),
});

const keyOf = (tenantId: string) => ({ pk: `t#${tenantId}`, sk: 'catalogue' });

/** What a tenant agreed on for its customers; nothing written down = the start of everybody. */
export async function loadCatalogue(
  table: RowTable,
  tenantId: string,
  options: { readonly consistent?: boolean } = {},
): Promise<Catalogue> {
  const row = await table.get(keyOf(tenantId), options);
  return row ? Stored.parse(row) : emptyCatalogue(tenantId);
}

/** Over the version it was decided on. False = somebody was first. */
export const saveCatalogue = (table: RowTable, before: Catalogue, after: Catalogue): Promise<boolean> =>
  table.put({
    row: {
      ...keyOf(after.tenantId),
      ...entityMarks('catalogue'),
      ...after,
      groups: [...after.groups],
      version: before.version + 1,
    },
    condition:
      before.version === 0 ? { kind: 'absent' } : { kind: 'one-of', attribute: 'version', values: [before.version] },
  });
