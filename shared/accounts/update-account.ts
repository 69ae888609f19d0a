import { InvalidInput, RuleViolation } from '../runtime/errors.ts';
import { type ChangeDeps, changeAccount } from './change-account.ts';
import type { Account } from './model.ts';
import { type AccountChange, decideChange } from './rules-change.ts';

export interface UpdateDeps extends ChangeDeps {
  /** Whether the tenant has such an agent: bindings never reach across tenants (SEC8). */
  readonly hasAgent: (tenantId: string, agentId: string) => Promise<boolean>;
  /** Members who may be given work: active ones of the tenant (A3). */
  readonly workers: (tenantId: string) => Promise<ReadonlySet<string>>;
}

export interface UpdateCommand {
  readonly tenantId: string;
  readonly accountId: string;
  readonly memberId: string;
  readonly change: AccountChange;
}

/**
 * Changes an account's settings (A3, G2, T1).
 *
 * @throws {NotFound} `account.unknown`.
 * @throws {InvalidInput} `account.agent-unknown`, `account.member-unknown`: this tenant has no such agent or member.
 * @throws {RuleViolation} `account.welcome-too-long` (T1), `account.agent-missing` (G2).
 */
export async function updateAccount(deps: UpdateDeps, command: UpdateCommand): Promise<Account> {
  const { tenantId, accountId, change } = command;
  if (typeof change.agentId === 'string' && !(await deps.hasAgent(tenantId, change.agentId))) {
    throw new InvalidInput('account.agent-unknown', 'no such agent', { field: 'agentId', rule: 'G2' });
  }
  await requireWorkers(deps, command);
  const reason = { actorId: command.memberId, action: 'account.updated' };
  return changeAccount(deps, { tenantId, accountId }, reason, (before) => {
    const decision = decideChange(before, change);
    if (decision.kind === 'apply') return decision;
    const { field, rule, code } = decision;
    throw new RuleViolation(code, 'the account may not be set so', { field, rule });
  });
}

/** A3: an account is answered for by people who are there; whoever left meanwhile may stay until somebody changes it. */
async function requireWorkers(deps: UpdateDeps, { tenantId, change }: UpdateCommand): Promise<void> {
  const { ownerId, operatorIds = [] } = change;
  if (!ownerId && operatorIds.length === 0) return;
  const workers = await deps.workers(tenantId);
  const details = (field: string) => ({ field, rule: 'A3' });
  if (ownerId && !workers.has(ownerId)) {
    throw new InvalidInput('account.member-unknown', 'no such member', details('ownerId'));
  }
  if (operatorIds.some((id) => !workers.has(id))) {
    throw new InvalidInput('account.member-unknown', 'no such member', details('operatorIds'));
  }
}
