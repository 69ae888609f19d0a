import * as z from 'zod';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { AssignmentRules } from './model.ts';
import { NO_RULES, needsLooking } from './rules-assignment.ts';

/** Whom work goes to: the tenant's rules, and what is remembered of each desk. */

const StoredRules = z.object({ tenantId: z.string(), rules: AssignmentRules });
const StoredOffer = z.object({ after: z.string() });
const StoredDesk = z.object({
  tenantId: z.string(),
  memberId: z.string(),
  lastAssignedAtMs: z.number().optional(),
  offlineSinceMs: z.number().optional(),
});
export type StoredDesk = Readonly<z.infer<typeof StoredDesk>>;

/** All tenants whose absent members give work back: the sweeper's list. */
const WATCHED = 'assignments';
const rulesKeyOf = (tenantId: string) => ({ pk: `t#${tenantId}`, sk: 'assignment' });
const desksOf = (tenantId: string): string => `t#${tenantId}#desks`;
const offerKeyOf = (tenantId: string) => ({ pk: desksOf(tenantId), sk: 'offer' });

export interface AssignmentStore {
  rules(tenantId: string): Promise<AssignmentRules>;
  putRules(tenantId: string, rules: AssignmentRules): Promise<void>;
  /** Tenants whose rules ask for a look at who is away. */
  watchedTenants(limit: number): Promise<readonly string[]>;
  desks(tenantId: string): Promise<readonly StoredDesk[]>;
  putDesk(desk: StoredDesk): Promise<void>;
  /** Where the last look at those who wait for nobody ended; undefined = it saw all of them. */
  offerPlace(tenantId: string): Promise<string | undefined>;
  putOfferPlace(tenantId: string, after: string | undefined): Promise<void>;
}

export function createAssignmentStore(table: RowTable): AssignmentStore {
  return {
    async rules(tenantId) {
      const row = await table.get(rulesKeyOf(tenantId));
      return row ? StoredRules.parse(row).rules : NO_RULES;
    },
    async putRules(tenantId, rules) {
      const index = needsLooking(rules) ? { gsi1pk: WATCHED, gsi1sk: tenantId } : {};
      await table.put({
        row: { ...rulesKeyOf(tenantId), ...entityMarks('assignmentRules'), ...index, tenantId, rules },
      });
    },
    async watchedTenants(limit) {
      const { rows } = await table.query({ index: 'gsi1', pk: WATCHED, from: '0', to: '~', limit });
      return rows.map((row) => String(row.gsi1sk));
    },
    async desks(tenantId) {
      const { rows } = await table.query({ pk: desksOf(tenantId), from: 'm#', to: 'm$' });
      return rows.map((row) => StoredDesk.parse(row));
    },
    async putDesk(desk) {
      await table.put({
        row: { pk: desksOf(desk.tenantId), sk: `m#${desk.memberId}`, ...entityMarks('desk'), ...desk },
      });
    },
    async offerPlace(tenantId) {
      const row = await table.get(offerKeyOf(tenantId));
      return row && StoredOffer.parse(row).after;
    },
    async putOfferPlace(tenantId, after) {
      const key = offerKeyOf(tenantId);
      if (after === undefined) await table.remove(key);
      else await table.put({ row: { ...key, ...entityMarks('offerPlace'), after } });
    },
  };
}
