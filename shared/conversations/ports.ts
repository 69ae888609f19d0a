import type { AccessGrant, PlatformClient } from '../platforms/platform.ts';
import type { FieldCipher } from '../runtime/field-cipher.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock, Ids, Timers } from '../runtime/ports.ts';
import type { RowTable } from '../runtime/row-table.ts';
import type { AccountKind, AgentMode, Platform } from './model.ts';

/** What the use cases of a conversation need from outside. Tests and the simulation inject their own. */

/** What a conversation must know of its hosted account. */
export interface AccountFacts {
  readonly tenantId: string;
  readonly accountId: string;
  readonly platform: Platform;
  /** The account's id on the platform. */
  readonly platformId: string;
  readonly name: string;
  readonly kind: AccountKind;
  /** Only `hosted` sends (A4, A5). */
  readonly status: 'hosted' | 'awaiting-binding' | 'needs-authorization' | 'unhosted';
  readonly highWeight: boolean;
  readonly adSpend30dYuan: number;
  readonly agentMode: AgentMode;
  /** The bound agent; absent = none. */
  readonly agent?: {
    readonly agentId: string;
    /** How long it waits for more of a burst (G3, G9). */
    readonly gatherSeconds: number;
    /** How long a person's reply silences it (G2). */
    readonly pauseAfterHumanMinutes: number;
  };
  /** T1: texts of the welcome message, in order; empty = none. */
  readonly welcome: readonly string[];
}

/** Account data, cached for at most 30 seconds. Undefined where the tenant hosts no such account. */
export interface Accounts {
  load(tenantId: string, accountId: string): Promise<AccountFacts | undefined>;
}

/**
 * Access tokens of hosted accounts. `forceRefresh` renews although the stored one looks alive: the platform said it is
 * dead. Undefined = the account has no living authorisation (A5).
 */
export interface Access {
  access(
    tenantId: string,
    accountId: string,
    options?: { readonly forceRefresh?: boolean },
  ): Promise<AccessGrant | undefined>;
  /** The platform refused the account's right itself: it shows as needing authorisation (A5). */
  revoked(tenantId: string, accountId: string, code: string): Promise<void>;
}

/** For everything that reads or changes conversations. */
export interface ConversationDeps {
  readonly table: RowTable;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly cipher: FieldCipher;
  readonly accounts: Accounts;
  readonly log: Log;
}

/** For the gate alone (W10). */
export interface GateDeps extends ConversationDeps {
  readonly clients: Readonly<Record<Platform, PlatformClient>>;
  readonly access: Access;
}
