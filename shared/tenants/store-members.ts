import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Condition, RowTable, RowWrite } from '../runtime/row-table.ts';
import { type Member, Role } from './model.ts';
import { type AuditEntry, auditWrite } from './store-audit.ts';

const Stored = z.object({
  tenantId: z.string(),
  memberId: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  state: z.enum(['invited', 'deactivated', 'revoked']).exactOptional(),
  invitedUntilMs: z.number().exactOptional(),
  ownOnly: z.literal(true).exactOptional(),
  createdAtMs: z.number(),
  version: z.number().exactOptional(),
});
const StoredDirectory = z.object({ tenantId: z.string() });
const StoredOwners = z.object({ version: z.number() });

const keyOf = (tenantId: string, memberId: string) => ({ pk: `t#${tenantId}#members`, sk: `u#${memberId}` });
const directoryKeyOf = (sub: string) => ({ pk: `d#sub#${sub}`, sk: 'd' });

export interface MemberStore {
  /** Whose member a token's subject is: all that is known of somebody before their tenant is. */
  tenantOf(sub: string): Promise<string | undefined>;
  /** Eventual, as the directory is: a caller is looked up with every new minute. */
  find(tenantId: string, sub: string): Promise<Member | undefined>;
  /** The member behind a token's subject, or undefined where nobody invited them. */
  findBySubject(sub: string): Promise<Member | undefined>;
  /** Strong: what is decided about a member must not be old. */
  load(tenantId: string, memberId: string): Promise<Member | undefined>;
  list(tenantId: string, options?: { readonly consistent?: boolean }): Promise<readonly Member[]>;
  /** Writes the member and the directory entry together, over whatever is there: for seeds and the first owner. */
  put(member: Member): Promise<void>;
  /** A new member with directory entry and audit row, all or none. False = the subject is somebody's member already. */
  create(member: Member, audit: AuditEntry): Promise<boolean>;
  /** How often the owners became fewer: what a decision about the last of them rests on. Strong. */
  ownersVersion(tenantId: string): Promise<number>;
  /**
   * The member over the version that was read, with its audit row. With `ownersVersion`, only if no other owner went
   * meanwhile: two owners who remove each other at once must not both succeed. False = somebody was first.
   */
  replace(member: Member, audit: AuditEntry, ownersVersion?: number): Promise<boolean>;
}

const memberRow = (member: Member) => ({
  ...keyOf(member.tenantId, member.memberId),
  ...entityMarks('member'),
  ...member,
  version: (member.version ?? 0) + 1,
});
const directoryRow = ({ tenantId, memberId }: Member) => ({
  ...directoryKeyOf(memberId),
  ...entityMarks('memberDirectory'),
  tenantId,
  memberId,
});

const ownersKeyOf = (tenantId: string) => ({ pk: `t#${tenantId}#members`, sk: 'owners' });
const isVersion = (version: number): Condition => ({ kind: 'one-of', attribute: 'version', values: [version] });
const ownersWrite = (tenantId: string, version: number): RowWrite => ({
  row: { ...ownersKeyOf(tenantId), ...entityMarks('owners'), tenantId, version: version + 1 },
  condition: version === 0 ? { kind: 'absent' } : isVersion(version),
});

/** Members and the directory that finds a tenant by a token's subject. */
export function createMemberStore(table: RowTable): MemberStore {
  const load = async (tenantId: string, memberId: string, consistent: boolean): Promise<Member | undefined> => {
    const row = await table.get(keyOf(tenantId, memberId), { consistent });
    return row && Stored.parse(row);
  };
  const tenantOf = async (sub: string): Promise<string | undefined> => {
    const entry = await table.get(directoryKeyOf(sub));
    return entry && StoredDirectory.parse(entry).tenantId;
  };
  return {
    tenantOf,
    find: (tenantId, sub) => load(tenantId, sub, false),
    async findBySubject(sub) {
      const tenantId = await tenantOf(sub);
      return tenantId === undefined ? undefined : load(tenantId, sub, false);
    },
    load: (tenantId, memberId) => load(tenantId, memberId, true),
    async list(tenantId, { consistent = false } = {}) {
      const { rows } = await table.query({ pk: `t#${tenantId}#members`, from: 'u#', to: 'u$', consistent });
      return rows.map((row) => Stored.parse(row));
    },
    async put(member) {
      await table.putAll([{ row: memberRow(member) }, { row: directoryRow(member) }]);
    },
    create: (member, audit) =>
      table.putAll([
        { row: memberRow(member), condition: { kind: 'absent' } },
        { row: directoryRow(member), condition: { kind: 'absent' } },
        auditWrite(audit),
      ]),
    async ownersVersion(tenantId) {
      const row = await table.get(ownersKeyOf(tenantId), { consistent: true });
      return row ? StoredOwners.parse(row).version : 0;
    },
    replace: (member, audit, ownersVersion) =>
      table.putAll([
        { row: memberRow(member), condition: isVersion(member.version ?? 1) },
        auditWrite(audit),
        ...(ownersVersion === undefined ? [] : [ownersWrite(member.tenantId, ownersVersion)]),
      ]),
  };
}
