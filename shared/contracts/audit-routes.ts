import * as z from 'zod';
import { Id, Limit, page, type Route } from './route.ts';

/** A line of the audit log: who did what to what; names of fields, never what stood in them. */
export const AuditView = z.object({
  id: z.string(),
  atMs: z.number().int(),
  actorId: z.string(),
  /** Absent for what no person did, and for who is not known any more. */
  actorName: z.string().optional(),
  action: z.string(),
  subjectId: z.string(),
  fields: z.array(z.string()),
  values: z.record(z.string(), z.string()),
});
export type AuditView = z.infer<typeof AuditView>;

/** `yyyymm`, UTC. */
const Month = z.string().regex(/^20\d\d(0[1-9]|1[0-2])$/);

export const auditRoutes = {
  listAudit: {
    method: 'GET',
    path: '/audit',
    permission: 'audit.read',
    summary: 'Audit log of a month, newest first; a narrow filter may answer an empty page with a cursor (X1)',
    query: z.object({
      month: Month.optional(),
      actorId: Id.optional(),
      /** The beginning of an action: `member`, `account.updated`. */
      action: z
        .string()
        .regex(/^[a-z][a-z.-]{0,59}$/)
        .optional(),
      subjectId: Id.optional(),
      cursor: z.string().max(200).optional(),
      limit: Limit(200, 50),
    }),
    response: page(AuditView),
  },
  verifyAudit: {
    method: 'GET',
    path: '/audit/verification',
    permission: 'audit.read',
    summary: 'Whether the audit log of a month is as it was written (SEC31)',
    query: z.object({ month: Month.optional() }),
    response: z.object({
      month: z.string(),
      isIntact: z.boolean(),
      sealed: z.number().int(),
      /** Younger than the last seal. */
      pending: z.number().int(),
      broken: z
        .object({ seq: z.number().int(), reason: z.enum(['missing', 'entries', 'chain', 'code', 'end']) })
        .optional(),
    }),
  },
} as const satisfies Record<string, Route>;
