import type { AgentJob } from '../contracts/queues.ts';
import type { MessageBody } from '../conversations/model.ts';
import type { AccountFacts } from '../conversations/ports.ts';
import { type Composed, compose } from './call-model.ts';
import type { AgentView, AnswerDeps } from './ports.ts';
import { type AnswerFacts, handOver } from './rules-answer.ts';
import type { OfferedMaterial } from './rules-materials.ts';
import { buildPrompt } from './rules-prompt.ts';
import { MAX_LINES } from './rules-thread.ts';
import { turnOf } from './rules-turn.ts';
import { type LeadCard, leadCardState, mayText, offersNow } from './sendable-now.ts';
import type { Agent } from './store-agents.ts';
import { threadLines } from './thread-lines.ts';

/** How one burst may end; for logs and tests. */
export type BurstOutcome =
  | 'answered'
  | 'handed-over'
  | 'superseded'
  | 'already-answered'
  | 'paused'
  | 'silent'
  | 'fenced'
  | 'gone';

/** What a burst may take, all calls and waits together; the queue's visibility time is several times this. */
export const BURST_MS = 45_000;

const SKIPPED = {
  'burst.superseded': 'superseded',
  'burst.answered': 'already-answered',
  'agent.paused': 'paused',
} as const;

/**
 * Answers the burst of messages that a job names (G3, G7–G10), or hands over with a reason; nothing stays silent
 * without a trace. Repeats are harmless: what is owed stands on the head, an answered burst is skipped before the model
 * is asked, and planning is one conditional write that a newer message (INV6) or a person (G8) defeats.
 *
 * @throws what the table or the accounts throw: the job is then redelivered.
 */
export async function answerBurst(deps: AnswerDeps, job: AgentJob): Promise<BurstOutcome> {
  const view = await deps.conversations.read(job, MAX_LINES);
  if (!view) return 'gone';
  const { conversation } = view;
  const ids = { tenantId: job.tenantId, conversationId: job.conversationId };
  const account = await deps.accounts.load(job.tenantId, conversation.accountId);
  const turn = turnOf({
    burstKey: job.burstKey,
    newestBurstKey: conversation.burstKey,
    owedBurstKey: conversation.agentDue?.burstKey,
    agentMode: account?.agentMode ?? 'off',
    accountHosted: account?.status === 'hosted',
    handedOver: conversation.handedOver !== undefined,
    pausedUntilMs: conversation.agentPausedUntilMs,
    nowMs: deps.clock.now(),
  });
  if (turn.kind === 'skip') {
    deps.log.info(turn.code === 'agent.paused' ? 'agent.silent' : 'agent.superseded', { ...ids, code: turn.code });
    return SKIPPED[turn.code];
  }
  if (turn.kind === 'silent' || !account) {
    await deps.conversations.settle({ ...ids, burstKey: job.burstKey });
    deps.log.info('agent.silent', { ...ids, code: turn.kind === 'silent' ? turn.code : 'agent.off' });
    return 'silent';
  }
  return plan(deps, job, view, account);
}

async function plan(deps: AnswerDeps, job: AgentJob, view: AgentView, account: AccountFacts): Promise<BurstOutcome> {
  const { conversation } = view;
  const { tenantId, conversationId, burstKey } = job;
  const agentId = account.agent?.agentId ?? '';
  const [agent, card] = await Promise.all([
    deps.agents(tenantId, agentId),
    deps.leadCards(tenantId, account.accountId),
  ]);
  const { customerName } = conversation;
  const offered = agent ? await deps.materials({ account, agent, customerName }) : [];
  const { decision, usage } = await composed(deps, view, account, agent, { card, offered });

  const texts = decision.bubbles.map((text): MessageBody => ({ type: 'text', text }));
  const material = offered.find(({ key }) => key === decision.material);
  const words = [...texts, ...(material?.bodies ?? [])];
  const outcome = await deps.conversations.plan({
    tenantId,
    conversationId,
    accountId: account.accountId,
    burstKey,
    epoch: conversation.epoch,
    agentId,
    bodies: decision.leadCard && card ? [...words, card] : words,
    tags: decision.tags,
    ...(decision.handOver === undefined ? {} : { handOver: decision.handOver }),
    ...(usage ? { usage } : {}),
  });
  return told(deps, { tenantId, conversationId }, outcome, decision.handOver);
}

function told(
  { log }: Pick<AnswerDeps, 'log'>,
  ids: { readonly tenantId: string; readonly conversationId: string },
  outcome: 'planned' | 'superseded' | 'fenced' | 'answered',
  reason: string | undefined,
): BurstOutcome {
  switch (outcome) {
    case 'superseded':
    case 'answered':
      log.info('agent.superseded', { ...ids, code: `burst.${outcome}` });
      return outcome === 'answered' ? 'already-answered' : 'superseded';
    case 'fenced':
      log.info('agent.fenced', ids);
      return 'fenced';
    case 'planned':
      if (reason === undefined) log.info('agent.answered', ids);
      else log.info('agent.handed-over', { ...ids, reason });
      return reason === undefined ? 'answered' : 'handed-over';
  }
}

/** What may go out after the words, as far as this account has it. */
interface Attachments {
  readonly card: LeadCard | undefined;
  readonly offered: readonly OfferedMaterial[];
}

/** Prepares prompt and facts and lets the model compose; what prevents that is a reason for a person. */
async function composed(
  deps: AnswerDeps,
  view: AgentView,
  account: AccountFacts,
  agent: Agent | undefined,
  { card, offered }: Attachments,
): Promise<Composed> {
  if (!agent) return { decision: handOver('agent.missing') };
  const nowMs = deps.clock.now();
  const window = mayText(view.conversation, account, nowMs);
  if (window.kind === 'refused') return { decision: handOver(window.code) };
  const leadCard = leadCardState(view, account, card, nowMs);
  const left = window.left === undefined ? {} : { messagesLeft: window.left };
  const prompt = buildPrompt(agent, threadLines(view.items), {
    platform: account.platform,
    accountName: account.name,
    customerName: view.conversation.customerName ?? '',
    source: view.customer?.source?.channel ?? 'unknown',
    nowMs,
    timeZone: await deps.zones.timeZone(account.tenantId),
    ...(window.untilMs === undefined ? {} : { windowClosesInSeconds: Math.floor((window.untilMs - nowMs) / 1000) }),
    ...left,
    contactKnown: view.conversation.hasContact,
    leadCard,
    tags: view.conversation.tags,
  });
  const tags = await deps.agentTags(account.tenantId);
  const facts: AnswerFacts = {
    platform: account.platform,
    grounds: groundsOf(agent),
    leadCard,
    materials: offersNow(view, account, offered, nowMs),
    ...left,
    ...(tags ? { tags } : {}),
  };
  const deadlineMs = Math.min(nowMs + BURST_MS, window.untilMs ?? Number.POSITIVE_INFINITY);
  const { tenantId, conversationId } = view.conversation;
  return compose(deps, { tenantId, conversationId, deadlineMs }, agent, prompt, facts);
}

/** What the tenant wrote as true (G3). Questions ground nothing: they are what customers say. */
const groundsOf = (agent: Agent): string =>
  [agent.persona, agent.goal, ...agent.knowledge.map((item) => item.answer)].join('\n');
