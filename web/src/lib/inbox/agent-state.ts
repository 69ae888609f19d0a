import type { ConversationView } from '../contracts.ts';

export type AgentState =
  | { readonly kind: 'off' }
  | { readonly kind: 'handed-over'; readonly reason: string; readonly atMs: number }
  | { readonly kind: 'paused'; readonly untilMs: number }
  | { readonly kind: 'thinking' }
  | { readonly kind: 'assist' }
  | { readonly kind: 'answering' };

type Facts = Pick<ConversationView, 'agentMode' | 'handedOver' | 'agentPausedUntilMs' | 'agentThinking'>;

/** Who answers this customer now (G2, G8). A hand-over outweighs a pause: it stays until a person hands back. */
export function agentStateOf(facts: Facts, nowMs: number): AgentState {
  if (facts.handedOver) return { kind: 'handed-over', ...facts.handedOver };
  if (facts.agentMode === 'off') return { kind: 'off' };
  const { agentPausedUntilMs: untilMs } = facts;
  if (untilMs !== undefined && untilMs > nowMs) return { kind: 'paused', untilMs };
  if (facts.agentThinking) return { kind: 'thinking' };
  return facts.agentMode === 'assist' ? { kind: 'assist' } : { kind: 'answering' };
}

/** What a person may do about it: take the conversation over, or give it back. */
export function ownershipStep(
  state: AgentState,
  mode: ConversationView['agentMode'],
): 'take-over' | 'hand-back' | 'none' {
  if (mode === 'off') return 'none';
  return state.kind === 'handed-over' || state.kind === 'paused' ? 'hand-back' : 'take-over';
}
