import type { Conversation, RecentSend } from './model-head.ts';
import { factsAfterProof } from './rules-facts.ts';
import { fingerprint } from './rules-fingerprint.ts';
import { withHeldVisited } from './rules-ownership.ts';

/** The head once an echo has proved a send of unknown outcome (W9, W11); what waited for the proof is looked at (W4). */
export function withProof(head: Conversation, send: RecentSend, platformMessageId: string): Conversation {
  const facts = send.answersComment ? head.facts : factsAfterProof(head.facts, send.atMs);
  const proven = {
    ...head,
    facts,
    recent: head.recent.map((one) => {
      if (one.messageId !== send.messageId) return one;
      const { unknown: _, answersComment: _answer, ...known } = one;
      return { ...known, platformHash: fingerprint(platformMessageId) };
    }),
  };
  return facts === head.facts ? proven : withHeldVisited(proven);
}
