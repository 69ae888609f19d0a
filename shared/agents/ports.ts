import type { ThreadItem } from '../contracts/views.ts';
import type { MessageBody } from '../conversations/model.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import type { AccountFacts, Accounts } from '../conversations/ports.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock, Timers } from '../runtime/ports.ts';
import type { ModelClient, ModelUsage } from './model.ts';
import type { OfferedMaterial } from './rules-materials.ts';
import type { Agent } from './store-agents.ts';
import type { UsageMeter } from './usage.ts';
import type { TenantZones } from './zones.ts';

/** What answering a burst needs from outside. */

/** An answer to plan, bound to what it was decided on: the burst, the ownership epoch (G8), the agent. */
export interface AgentReply extends ConversationKey {
  readonly accountId: string;
  readonly burstKey: string;
  readonly epoch: number;
  readonly agentId: string;
  /** In order: texts, then a material, then the card. May be empty where the agent only hands over. */
  readonly bodies: readonly MessageBody[];
  readonly tags: readonly string[];
  /** Dotted reason; absent = the agent goes on. */
  readonly handOver?: string;
  /** All calls of the burst together (G7). */
  readonly usage?: ModelUsage;
}

/**
 * `planned` and what leaves is the gate's matter · `superseded` the customer spoke again (INV6) · `fenced` a person took
 * over (G8) · `answered` this burst already has its answer.
 */
export type PlanOutcome = 'planned' | 'superseded' | 'fenced' | 'answered';

/** A conversation as an agent reads it; `items` are the newest of the thread, oldest first. */
export interface AgentView {
  readonly conversation: Conversation;
  readonly customer?: Customer;
  readonly items: readonly ThreadItem[];
}

/** What agents ask of conversations. */
export interface AgentConversations {
  /** Head (strongly consistent), customer and at most `newest` lines of the thread. */
  read(key: ConversationKey, newest: number): Promise<AgentView | undefined>;
  /** One conditional write on the head that plans the answer and settles the debt. */
  plan(reply: AgentReply): Promise<PlanOutcome>;
  /** The agent has nothing to say to this burst and nobody need know: settles the debt. */
  settle(burst: ConversationKey & { readonly burstKey: string }): Promise<void>;
}

/** The card that collects contacts at this account, if the platform holds one (M3). */
export type LeadCards = (
  tenantId: string,
  accountId: string,
) => Promise<Extract<MessageBody, { type: 'card' }> | undefined>;

/** What the agent's supervisor allowed it to send, as far as this account may (G4, C1, M4). */
export type AgentMaterials = (asked: {
  readonly account: AccountFacts;
  readonly agent: Pick<Agent, 'name' | 'materials'>;
  readonly customerName?: string | undefined;
}) => Promise<readonly OfferedMaterial[]>;

export interface AnswerDeps {
  readonly conversations: AgentConversations;
  readonly accounts: Accounts;
  readonly agents: (tenantId: string, agentId: string) => Promise<Agent | undefined>;
  readonly leadCards: LeadCards;
  readonly materials: AgentMaterials;
  readonly model: ModelClient;
  readonly meter: UsageMeter;
  /** K2: the tags that AI employees of the tenant may set, cached; undefined = any. */
  readonly agentTags: (tenantId: string) => Promise<readonly string[] | undefined>;
  readonly zones: TenantZones;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}
