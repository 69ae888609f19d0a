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
  /** The platform refused the token that was given out last: it is given out no more (INV12). */
  refused(tenantId: string, accountId: string): void;
  /** The platform refused the account's right itself: it shows as needing authorisation (A5). */
  revoked(tenantId: string, accountId: string, code: string): Promise<void>;
}

/** Whose message wants to leave. */
export interface PacedAccount {
  readonly tenantId: string;
  readonly accountId: string;
  readonly platform: Platform;
}

export interface TurnAsk {
  /** First instant at which the message may not go any more: no slot is taken for a time past it. */
  readonly latestMs?: number | undefined;
  /** A slot it was given before. */
  readonly slotMs?: number | undefined;
}

export type Turn =
  | { readonly kind: 'go' }
  /** `slotMs`: a slot of its own; absent = come again then and ask. */
  | {
      readonly kind: 'wait';
      readonly untilMs: number;
      readonly slotMs?: number;
      readonly code: 'pace.account' | 'pace.application';
    };

/** The platform found us too fast: an account, or the whole application. */
export interface Overuse {
  readonly whose: 'account' | 'application';
  /** When the message that was too much was handed over. */
  readonly sentAtMs: number;
  /** The silence it asked for. */
  readonly pauseMs: number;
}

/** The platform called a customer's window used up (W3a). */
export interface ClosedWindow {
  readonly conversationId: string;
  /** When the message that it refused was handed over. */
  readonly sentAtMs: number;
}

/** How fast messages leave (E12, INV11). */
export interface PaceKeeper {
  turn(of: PacedAccount, ask: TurnAsk): Promise<Turn>;
  overused(of: PacedAccount, told: Overuse): Promise<void>;
  /** One customer's window is no matter of pace; those of several at once are (decisions/0002). */
  windowClosed(of: PacedAccount, closed: ClosedWindow): Promise<void>;
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
  readonly pace: PaceKeeper;
}
