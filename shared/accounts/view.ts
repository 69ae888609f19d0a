import type { AccountView } from '../contracts/company-views.ts';
import { ContentType } from '../conversations/model.ts';
import { packFor } from '../conversations/packs.ts';
import type { Account } from './model.ts';
import { statusOf } from './rules-status.ts';

/**
 * An account as consoles see it. `sendable` is what its kind may ever send by the rule pack in force (C1); what needs
 * mutual follow is in, because that is the customer's affair and the window engine decides it per conversation.
 */
export function accountView(account: Account, nowMs: number): AccountView {
  const { capabilities } = packFor(account.platform, nowMs);
  const { statusReason, agentId, avatarUrl, authorizationExpiresAtMs, ownerId, tokenAccountId, staffUntoldSinceMs } =
    account;
  return {
    id: account.id,
    platform: account.platform,
    platformId: account.platformId,
    name: account.name,
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
    kind: account.kind,
    kindRecorded: account.kindRecorded,
    subject: account.subject,
    status: statusOf(account),
    ...(statusReason === undefined ? {} : { statusReason }),
    highWeight: account.highWeight,
    adSpend30dYuan: account.adSpend30dYuan,
    ...(agentId === undefined ? {} : { agentId }),
    agentMode: account.agentMode,
    welcome: [...account.welcome],
    cardsVersion: account.cardsVersion ?? 0,
    sendable: ContentType.options.filter((type) => capabilities[account.kind][type].send !== 'no'),
    ...(authorizationExpiresAtMs === undefined ? {} : { authorizationExpiresAtMs }),
    ...(ownerId === undefined ? {} : { ownerId }),
    operatorIds: [...(account.operatorIds ?? [])],
    ...(tokenAccountId === undefined ? {} : { enterpriseId: tokenAccountId }),
    ...(staffUntoldSinceMs === undefined ? {} : { staffUntoldSinceMs }),
    createdAtMs: account.createdAtMs,
    version: account.version,
  };
}
