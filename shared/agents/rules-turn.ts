import type { AgentMode } from '../conversations/model.ts';

/** What is known when a job names a burst. */
export interface TurnFacts {
  readonly burstKey: string;
  /** Newest customer message applied. */
  readonly newestBurstKey?: string | undefined;
  /** The burst the conversation says it owes an answer to. */
  readonly owedBurstKey?: string | undefined;
  readonly agentMode: AgentMode;
  readonly accountHosted: boolean;
  readonly handedOver: boolean;
  readonly pausedUntilMs?: number | undefined;
  readonly nowMs: number;
}

export type Turn =
  | { readonly kind: 'answer' }
  /** Another job answers, one has answered (G9, redelivery), or it is too early: nothing to write. */
  | { readonly kind: 'skip'; readonly code: 'burst.superseded' | 'burst.answered' | 'agent.paused' }
  /** A person's turn, or the agent is off: the debt is settled without a word. */
  | { readonly kind: 'silent'; readonly code: 'agent.off' | 'agent.handed-over' };

/** Whether the agent speaks now (G2, G8, G9). Asked before the model costs anything; planning asks again. */
export function turnOf(facts: TurnFacts): Turn {
  if (facts.newestBurstKey !== facts.burstKey) return { kind: 'skip', code: 'burst.superseded' };
  if (facts.owedBurstKey !== facts.burstKey) return { kind: 'skip', code: 'burst.answered' };
  if (facts.agentMode !== 'full-auto' || !facts.accountHosted) return { kind: 'silent', code: 'agent.off' };
  if (facts.handedOver) return { kind: 'silent', code: 'agent.handed-over' };
  // What came during the pause is owed when it ends, if no person has answered by then.
  if (facts.pausedUntilMs !== undefined && facts.pausedUntilMs > facts.nowMs)
    return { kind: 'skip', code: 'agent.paused' };
  return { kind: 'answer' };
}
