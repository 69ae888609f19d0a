import type { TraceView, WindowFactsView } from '../contracts/trace-views.ts';
import type { ConversationView } from '../contracts/views.ts';
import type { Explanation } from './explain.ts';
import type { Conversation } from './model-head.ts';
import type { WindowFacts } from './model-rules.ts';

/** What a conversation's view shows of its account. */
export interface ViewedAccount {
  readonly name: string;
  readonly kind: ConversationView['accountKind'];
  readonly highWeight: boolean;
  readonly adSpend30dYuan: number;
  readonly agentMode: ConversationView['agentMode'];
}

/** A conversation as consoles see it. An account that is gone shows by its id, as staff (A3). */
export function conversationView(head: Conversation, account: ViewedAccount | undefined): ConversationView {
  return {
    id: head.conversationId,
    accountId: head.accountId,
    accountName: account?.name ?? head.accountId,
    accountKind: account?.kind ?? 'staff',
    accountHighWeight: account?.highWeight ?? false,
    accountAdSpend30dYuan: account?.adSpend30dYuan ?? 0,
    platform: head.platform,
    customerName: head.customerName ?? '',
    customerAvatarUrl: head.customerAvatarUrl,
    lastMessage: head.lastMessage,
    lastActivityAtMs: head.lastActivityAtMs,
    unread: head.unread,
    waitingSinceMs: head.waitingSinceMs,
    agentMode: account?.agentMode ?? 'off',
    agentPausedUntilMs: head.agentPausedUntilMs,
    handedOver: head.handedOver,
    agentThinking: head.agentDue !== undefined,
    window: factsView(head.facts),
    mutualFollow: head.mutualFollow,
    tags: [...head.tags],
    hasContact: head.hasContact,
    status: head.status,
    assigneeId: head.assigneeId,
    snoozedUntilMs: head.snoozedUntilMs,
    version: head.version,
  };
}

const factsView = (facts: WindowFacts): WindowFactsView => ({
  ...facts,
  entries: facts.entries.map((entry) => ({ ...entry })),
  beforeSpeech: facts.beforeSpeech.map((sent) => ({ ...sent })),
  consent: facts.consent && { ...facts.consent },
  comments: facts.comments?.map((comment) => ({ ...comment })),
});

/** A decision on a message, for people who ask why (Z1). */
export function traceView({ trace, basis, again }: Explanation): TraceView {
  const { pack, rule, verdict, decidedAtMs, factsHash, packHash } = trace;
  const { facts, standing, gate } = basis;
  return {
    pack,
    rule,
    verdict,
    decidedAtMs,
    factsHash,
    packHash,
    facts: factsView(facts),
    standing: standing && { ...standing },
    gate: gate && { ...gate },
    reevaluation: { ...again },
  };
}
