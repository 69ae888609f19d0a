import type { AccountKind, AgentMode, Platform } from '../conversations/model.ts';

/** What one sees of an account's state; computed from facts by rules-status.ts, never written by hand. */
export type AccountStatus = 'hosted' | 'awaiting-binding' | 'needs-authorization' | 'unhosted';

/** A hosted account (托管账号) as stored. Its tokens live sealed in `authorization`, its cards in rows of their own. */
export interface Account {
  readonly tenantId: string;
  readonly id: string;
  readonly platform: Platform;
  /** The account's id on the platform. */
  readonly platformId: string;
  readonly name: string;
  readonly avatarUrl?: string;
  /** The platform never tells it for Douyin: `staff` until `kindRecorded` (A3). */
  readonly kind: AccountKind;
  readonly kindRecorded: boolean;
  readonly subject: string;
  /** A5: false from the moment a token proves dead until somebody authorises again. */
  readonly authorized: boolean;
  /** Xiaohongshu routes messages to us only once bound; other platforms need no binding. */
  readonly bound: boolean;
  /** A4: a person ended the hosting. */
  readonly unhosted: boolean;
  /** Dotted code of why the account is not hosted; the console translates it. */
  readonly statusReason?: string;
  readonly highWeight: boolean;
  readonly adSpend30dYuan: number;
  readonly agentId?: string;
  readonly agentMode: AgentMode;
  readonly welcome: readonly string[];
  /** A3: who answers for the account. */
  readonly ownerId?: string;
  /** A3: who works with it; limited operators see its conversations (X1). */
  readonly operatorIds?: readonly string[];
  /** M3: rises when a sync finds other cards, so that consoles know of it; absent = none was found yet. */
  readonly cardsVersion?: number;
  /** Staff accounts of Xiaohongshu act with their enterprise's tokens; absent = its own. */
  readonly tokenAccountId?: string;
  /** Xiaohongshu's second step: our own name of the tenant's account, as the platform echoed it. */
  readonly accountCode?: string;
  /** When the right ends if nobody acts, as far as known (A5). */
  readonly authorizationExpiresAtMs?: number;
  /** A5: since when the platform does not tell which staff accounts an enterprise has; absent = it did the last time. */
  readonly staffUntoldSinceMs?: number;
  readonly createdAtMs: number;
  /** Rises with every change; a writer states the one it decided on. */
  readonly version: number;
}

/** Sealed tokens with what the refresher needs to know in clear. */
export interface StoredAuthorization {
  readonly tenantId: string;
  readonly accountId: string;
  readonly platform: Platform;
  /** The tokens, sealed for this account (SEC12). */
  readonly sealed: string;
  /** When this pair was received. */
  readonly issuedAtMs: number;
  readonly accessExpiresAtMs: number;
  readonly refreshExpiresAtMs: number;
  /** When the refresher looks at it next. */
  readonly refreshAtMs: number;
  /** Rises with every new pair of tokens: an older pair never replaces a newer one (INV12). */
  readonly generation: number;
  readonly failures: number;
  readonly leaseId?: string;
  readonly leaseUntilMs?: number;
  /** Rises with every write; a writer states the one it decided on. 0 = not stored yet. */
  readonly version: number;
}
