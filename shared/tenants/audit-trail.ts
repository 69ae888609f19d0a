import type { JoiningTable } from '../runtime/joining-table.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import type { Row } from '../runtime/row-table.ts';
import { type AuditEntry, type AuditStore, auditWrite } from './store-audit.ts';

interface AuditActor {
  readonly tenantId: string;
  readonly memberId: string;
}

/** Writes down who did what (X1, X5). */
export interface AuditTrail {
  /** For readings, which change nothing: a row of its own, written before anybody sees what was read. */
  (actor: AuditActor, action: string, subjectId: string, fields?: readonly string[]): Promise<void>;
  /**
   * Runs a change whose audit row is written by the same transaction as the change (decision 8): both or neither. What
   * changed nothing is not audited. The subject may be told by the row that the change writes.
   */
  change<T>(
    actor: AuditActor,
    action: string,
    subjectId: string | ((row: Row) => string),
    run: () => Promise<T>,
    fields?: readonly string[],
  ): Promise<T>;
}

export function createAuditTrail(deps: {
  readonly audits: Pick<AuditStore, 'record'>;
  readonly joining: Pick<JoiningTable, 'joined'>;
  readonly clock: Clock;
  readonly ids: Ids;
}): AuditTrail {
  const entry = (actor: AuditActor, action: string, subjectId: string, fields?: readonly string[]): AuditEntry => ({
    tenantId: actor.tenantId,
    auditId: deps.ids.ulid(),
    atMs: deps.clock.now(),
    actorId: actor.memberId,
    action,
    subjectId,
    ...(fields ? { fields } : {}),
  });
  const reading = (actor: AuditActor, action: string, subjectId: string, fields?: readonly string[]): Promise<void> =>
    deps.audits.record(entry(actor, action, subjectId, fields));
  const change: AuditTrail['change'] = (actor, action, subject, run, fields) =>
    deps.joining.joined((row) => {
      const subjectId = typeof subject === 'string' ? subject : subject(row);
      return auditWrite(entry(actor, action, subjectId, fields));
    }, run);
  return Object.assign(reading, { change });
}
