import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { type Member, Role } from './model.ts';

const Stored = z.object({
  tenantId: z.string(),
  memberId: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  createdAtMs: z.number(),
});
const StoredDirectory = z.object({ tenantId: z.string() });

const keyOf = (tenantId: string, memberId: string) => ({ pk: `t#${tenantId}#members`, sk: `u#${memberId}` });
const directoryKeyOf = (sub: string) => ({ pk: `d#sub#${sub}`, sk: 'd' });

export interface MemberStore {
  /** The member behind a token's subject, or undefined where nobody invited them. */
  findBySubject(sub: string): Promise<Member | undefined>;
  list(tenantId: string): Promise<readonly Member[]>;
  /** Writes the member and the directory entry together. */
  put(member: Member): Promise<void>;
}

/** Members and the directory that finds a tenant by a token's subject. */
export function createMemberStore(table: RowTable): MemberStore {
  return {
    async findBySubject(sub) {
      const entry = await table.get(directoryKeyOf(sub));
      if (!entry) return undefined;
      const { tenantId } = StoredDirectory.parse(entry);
      const row = await table.get(keyOf(tenantId, sub));
      return row && Stored.parse(row);
    },
    async list(tenantId) {
      const { rows } = await table.query({ pk: `t#${tenantId}#members`, from: 'u#', to: 'u$' });
      return rows.map((row) => Stored.parse(row));
    },
    async put(member) {
      const { tenantId, memberId } = member;
      await table.putAll([
        { row: { ...keyOf(tenantId, memberId), ...entityMarks('member'), ...member } },
        { row: { ...directoryKeyOf(memberId), ...entityMarks('memberDirectory'), tenantId, memberId } },
      ]);
    },
  };
}
