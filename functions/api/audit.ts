import { routes } from '../../shared/contracts/routes.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import type { Clock } from '../../shared/runtime/ports.ts';
import { listAudit } from '../../shared/tenants/list-audit.ts';
import { memberNames } from '../../shared/tenants/members.ts';
import { type SealDeps, verifyAudit } from '../../shared/tenants/seal-audit.ts';
import { type AuditStore, monthOf } from '../../shared/tenants/store-audit.ts';
import type { MemberStore } from '../../shared/tenants/store-members.ts';
import { auditCursor } from './cursors.ts';

export interface AuditDeps {
  readonly auditLog: Pick<AuditStore, 'page'> & Pick<SealDeps, 'seals' | 'codeOf'>;
  readonly people: { readonly members: Pick<MemberStore, 'list'> };
  readonly clock: Clock;
}

/** The audit log, and whether anybody touched it (X1, SEC31). */
export const auditEndpoints = ({ auditLog, people, clock }: AuditDeps) => [
  endpoint(routes.listAudit, async ({ query, caller }) => {
    const { month = monthOf(clock.now()), cursor, limit, ...filters } = query;
    const before = auditCursor(cursor).cursor;
    const asked = { tenantId: caller.tenantId, month, limit, ...filters, ...(before ? { before } : {}) };
    const [{ entries, nextCursor }, members] = await Promise.all([
      listAudit(auditLog, asked),
      people.members.list(caller.tenantId),
    ]);
    const names = memberNames(members);
    const items = entries.map(({ auditId, tenantId: _, fields = [], values = {}, ...entry }) => {
      const actorName = names.get(entry.actorId);
      return { id: auditId, ...entry, ...(actorName ? { actorName } : {}), fields: [...fields], values: { ...values } };
    });
    return { items, nextCursor };
  }),
  endpoint(routes.verifyAudit, async ({ query, caller }) => {
    const { month = monthOf(clock.now()) } = query;
    return { month, ...(await verifyAudit(auditLog, caller.tenantId, month)) };
  }),
];
