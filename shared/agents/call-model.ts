import type { ModelAnswer, ModelMessage, ModelRequest, ModelUsage } from './model.ts';
import type { AnswerDeps } from './ports.ts';
import { type AnswerFacts, type Decision, handOver, judgeAnswer, MAX_ROUNDS } from './rules-answer.ts';
import type { Prompt } from './rules-prompt.ts';
import { LEAST_CALL_MS, retryAfter } from './rules-retry.ts';
import { type AgentAction, toolsFor } from './rules-tools.ts';
import type { Agent } from './store-agents.ts';

/** SEC20: tokens of one answer; three bubbles need far fewer. */
const MAX_ANSWER_TOKENS = 700;
const CALL_TIMEOUT_MS = 20_000;

type CallDeps = Pick<AnswerDeps, 'model' | 'meter' | 'clock' | 'timers' | 'log'>;

export interface Burst {
  readonly tenantId: string;
  readonly conversationId: string;
  /** When the work on it must end. */
  readonly deadlineMs: number;
}

export interface Composed {
  readonly decision: Decision;
  /** All calls together; absent where no call was answered. */
  readonly usage?: ModelUsage;
}

/**
 * Asks the model until it has said something to send, at most `MAX_ROUNDS` times (SEC20). Every answered call is metered,
 * whatever becomes of it (G7). Always ends in a decision: a model that fails or misbehaves means a person takes over.
 */
export async function compose(
  deps: CallDeps,
  burst: Burst,
  agent: Agent,
  prompt: Prompt,
  facts: AnswerFacts,
): Promise<Composed> {
  const messages: ModelMessage[] = [...prompt.messages];
  let actions: readonly AgentAction[] = [];
  let usage: ModelUsage | undefined;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const answer = await ask(deps, burst, {
      model: agent.model,
      system: prompt.system,
      messages,
      tools: toolsFor(facts),
      maxTokens: MAX_ANSWER_TOKENS,
    });
    if (answer.kind === 'failed') return withUsage(handOver(answer.code), usage);
    usage = addCalls(usage, answer.usage);
    const step = judgeAnswer(answer, actions, facts);
    noteIgnored(deps, burst, step.ignored);
    if (step.kind === 'decided') return withUsage(step.decision, usage);
    actions = step.actions;
    messages.push({ role: 'model-turn', turn: answer.turn }, { role: 'tool-results', results: step.results });
  }
  return withUsage(handOver('agent.tool-loop'), usage);
}

const withUsage = (decision: Decision, usage: ModelUsage | undefined): Composed => ({
  decision,
  ...(usage ? { usage } : {}),
});

/** One answer, with the repeats that its failure deserves (F44–F47). */
async function ask(deps: CallDeps, burst: Burst, request: Omit<ModelRequest, 'timeoutMs'>): Promise<ModelAnswer> {
  const { tenantId, conversationId, deadlineMs } = burst;
  for (let attempt = 1; ; attempt += 1) {
    const startedMs = deps.clock.now();
    const timeoutMs = Math.min(CALL_TIMEOUT_MS, deadlineMs - startedMs);
    if (timeoutMs < LEAST_CALL_MS) return { kind: 'failed', class: 'timeout', code: 'model.no-time-left' };
    const answer = await deps.model.answer({ ...request, timeoutMs });
    const ms = deps.clock.now() - startedMs;
    if (answer.kind === 'answered') {
      deps.meter.count(tenantId, answer.usage);
      deps.log.info('model.called', { tenantId, conversationId, ms, count: attempt, ...loggedUsage(answer.usage) });
      return answer;
    }
    deps.log.warn('model.failed', {
      tenantId,
      conversationId,
      ms,
      count: attempt,
      code: answer.code,
      model: request.model,
    });
    const retry = retryAfter(answer, attempt, deadlineMs - deps.clock.now());
    if (!retry) return answer;
    await deps.timers.sleep(retry.waitMs);
  }
}

const loggedUsage = ({ model, inputTokens, outputTokens, cacheReadTokens }: ModelUsage) => ({
  model,
  inputTokens,
  outputTokens,
  cacheReadTokens,
});

const addCalls = (sum: ModelUsage | undefined, call: ModelUsage): ModelUsage =>
  sum === undefined
    ? call
    : {
        model: call.model,
        inputTokens: sum.inputTokens + call.inputTokens,
        outputTokens: sum.outputTokens + call.outputTokens,
        cacheReadTokens: sum.cacheReadTokens + call.cacheReadTokens,
        cacheWriteTokens: sum.cacheWriteTokens + call.cacheWriteTokens,
        simulated: sum.simulated || call.simulated,
      };

function noteIgnored(deps: Pick<CallDeps, 'log'>, burst: Burst, ignored: readonly string[]): void {
  for (const code of new Set(ignored)) {
    const { tenantId, conversationId } = burst;
    deps.log.warn('agent.tool-ignored', {
      tenantId,
      conversationId,
      code,
      count: ignored.filter((each) => each === code).length,
    });
  }
}
