import type { Clock, Ids } from '../runtime/ports.ts';
import type { AuditStore } from './store-audit.ts';

/** Writes down who did what (X1, X5), where the change itself is not a transaction of its own store. */
export type AuditTrail = (
  actor: { readonly tenantId: string; readonly memberId: string },
  action: string,
  subjectId: string,
  fields?: readonly string[],
) => Promise<void>;

export const createAuditTrail =
  (deps: { readonly audits: Pick<AuditStore, 'record'>; readonly clock: Clock; readonly ids: Ids }): AuditTrail =>
  ({ tenantId, memberId }, action, subjectId, fields) =>
    deps.audits.record({
      tenantId,
      auditId: deps.ids.ulid(),
      atMs: deps.clock.now(),
      actorId: memberId,
      action,
      subjectId,
      ...(fields ? { fields } : {}),
    });
