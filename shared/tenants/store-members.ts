// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
import { createWriteTransaction, Entity } from 'electrodb';
import type { TableClient } from '../runtime/table-client.ts';
import { type Member, Role } from './model.ts';

const memberEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'member', version: '1', service: 'miaohong' },
      attributes: {
        tenantId: { type: 'string', required: true },
        memberId: { type: 'string', required: true },
        name: { type: 'string', required: true },
        email: { type: 'string', required: true },
        role: { type: Role.options, required: true },
        createdAtMs: { type: 'number', required: true },
      },
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['tenantId'], template: 't#${tenantId}#members', casing: 'none' },
          sk: { field: 'sk', composite: ['memberId'], template: 'u#${memberId}', casing: 'none' },
        },
      },
    },
    table,
  );

const memberDirectoryEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'memberDirectory', version: '1', service: 'miaohong' },
      attributes: {
        memberId: { type: 'string', required: true },
        tenantId: { type: 'string', required: true },
      },
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['memberId'], template: 'd#sub#${memberId}', casing: 'none' },
          sk: { field: 'sk', composite: [], template: 'd', casing: 'none' },
        },
      },
    },
    table,
  );

export interface MemberStore {
  /** The member behind a token's subject, or undefined where nobody invited them. */
  findBySubject(sub: string): Promise<Member | undefined>;
  list(tenantId: string): Promise<readonly Member[]>;
  /** Writes the member and the directory entry together. */
  put(member: Member): Promise<void>;
}

/** Members and the directory that finds a tenant by a token's subject. */
export function createMemberStore(table: TableClient): MemberStore {
  const members = memberEntity(table);
  const directory = memberDirectoryEntity(table);
  return {
    async findBySubject(sub) {
      const { data: entry } = await directory.get({ memberId: sub }).go();
      if (!entry) return undefined;
      const { data } = await members.get({ tenantId: entry.tenantId, memberId: sub }).go();
      return data ?? undefined;
    },
    async list(tenantId) {
      const { data } = await members.query.main({ tenantId }).go({ pages: 'all' });
      return data;
    },
    async put(member) {
      await createWriteTransaction({ members, directory }, (to) => [
        to.members.put({ ...member }).commit(),
        to.directory.put({ memberId: member.memberId, tenantId: member.tenantId }).commit(),
      ]).go();
    },
  };
}
