import type { AccountKind, AgentMode, Platform } from '../conversations/model.ts';
import type { Account } from './model.ts';

/** What an operator may change of an account (A3, G2, T1). Absent fields stay. */
export interface AccountChange {
  readonly name?: string | undefined;
  /** The legal entity behind the account; Douyin never tells it, and only its materials may be sent (M4). */
  readonly subject?: string | undefined;
  readonly kind?: AccountKind | undefined;
  readonly highWeight?: boolean | undefined;
  readonly adSpend30dYuan?: number | undefined;
  /** `null` releases the agent. */
  readonly agentId?: string | null | undefined;
  readonly agentMode?: AgentMode | undefined;
  readonly welcome?: readonly string[] | undefined;
  /** `null` = nobody in particular. */
  readonly ownerId?: string | null | undefined;
  readonly operatorIds?: readonly string[] | undefined;
}

export type ChangeRefusal = {
  readonly kind: 'refuse';
  readonly code: string;
  readonly rule: string;
  readonly field: string;
};
export type ChangeDecision =
  | { readonly kind: 'apply'; readonly account: Account; readonly fields: string[] }
  | ChangeRefusal;

/** T1: how many texts a welcome may have. The first is text by its type: a welcome holds nothing else yet. */
const WELCOME_LIMIT: Readonly<Record<Platform, number>> = { douyin: 3, xiaohongshu: 2 };

const refuse = (field: string, rule: string, code: string): ChangeRefusal => ({ kind: 'refuse', code, rule, field });

/**
 * Decides a change of an account's settings: what it becomes and which fields really changed, or which rule refuses.
 * Recording a kind makes it known (A3); an agent that answers needs an agent to answer (G2).
 */
export function decideChange(account: Account, change: AccountChange): ChangeDecision {
  if (change.welcome && change.welcome.length > WELCOME_LIMIT[account.platform]) {
    return refuse('welcome', 'T1', 'account.welcome-too-long');
  }
  const { agentId: _released, ownerId: _left, ...rest } = account;
  const agentId = change.agentId === undefined ? account.agentId : (change.agentId ?? undefined);
  const ownerId = change.ownerId === undefined ? account.ownerId : (change.ownerId ?? undefined);
  const operatorIds = change.operatorIds ? [...new Set(change.operatorIds)].sort() : account.operatorIds;
  const agentMode = change.agentMode ?? (agentId === undefined ? 'off' : account.agentMode);
  if (agentId === undefined && agentMode !== 'off') return refuse('agentMode', 'G2', 'account.agent-missing');

  const next: Account = {
    ...rest,
    ...(agentId === undefined ? {} : { agentId }),
    agentMode,
    name: change.name ?? account.name,
    subject: change.subject ?? account.subject,
    kind: change.kind ?? account.kind,
    kindRecorded: account.kindRecorded || change.kind !== undefined,
    highWeight: change.highWeight ?? account.highWeight,
    adSpend30dYuan: change.adSpend30dYuan ?? account.adSpend30dYuan,
    welcome: change.welcome ?? account.welcome,
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(operatorIds === undefined ? {} : { operatorIds }),
  };
  return { kind: 'apply', account: next, fields: changedFields(account, next) };
}

const SETTINGS = [
  'name',
  'subject',
  'kind',
  'kindRecorded',
  'highWeight',
  'adSpend30dYuan',
  'agentId',
  'agentMode',
  'welcome',
  'ownerId',
  'operatorIds',
] as const satisfies readonly (keyof Account)[];

const changedFields = (before: Account, after: Account): string[] =>
  SETTINGS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
