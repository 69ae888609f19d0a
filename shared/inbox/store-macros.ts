import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type Macro, MacroSteps } from './model.ts';

const Stored = z.object({
  tenantId: z.string(),
  macroId: z.string(),
  name: z.string(),
  shortcut: z.string(),
  steps: MacroSteps,
  ownerId: z.string().exactOptional(),
  updatedAtMs: z.number(),
});

const partitionOf = (tenantId: string): string => `t#${tenantId}#macros`;
const keyOf = (tenantId: string, macroId: string) => ({ pk: partitionOf(tenantId), sk: `m#${macroId}` });

export interface MacroStore {
  /** All of a tenant, other members' own among them: whoever asks leaves those out. */
  list(tenantId: string): Promise<readonly Macro[]>;
  load(tenantId: string, macroId: string): Promise<Macro | undefined>;
  put(macro: Macro): Promise<void>;
  remove(tenantId: string, macroId: string): Promise<void>;
}

/** Quick replies and macros of a tenant: one partition, read at once. */
export function createMacroStore(table: RowTable): MacroStore {
  return {
    async list(tenantId) {
      const { rows } = await table.query({ pk: partitionOf(tenantId), from: 'm#', to: 'm$' });
      return rows.map((row) => Stored.parse(row));
    },
    async load(tenantId, macroId) {
      const row = await table.get(keyOf(tenantId, macroId));
      return row && Stored.parse(row);
    },
    async put(macro) {
      await table.put({ row: { ...keyOf(macro.tenantId, macro.macroId), ...entityMarks('macro'), ...macro } });
    },
    remove: (tenantId, macroId) => table.remove(keyOf(tenantId, macroId)),
  };
}
