import type { ContentType, MessageBody } from '../conversations/model.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { Standing, Verdict } from '../conversations/model-rules.ts';
import { packFor } from '../conversations/packs.ts';
import type { AccountFacts } from '../conversations/ports.ts';
import { contentTypeOf, judge } from '../conversations/rules-windows.ts';
import type { AgentView } from './ports.ts';
import { isSameBody, type MaterialOffer, type MaterialState, type OfferedMaterial } from './rules-materials.ts';
import type { LeadCardState } from './rules-tools.ts';

/** What an AI employee may send in this conversation at this moment, asked of the gate's own engine. */

export type LeadCard = Extract<MessageBody, { type: 'card' }>;

const standingOf = (account: AccountFacts, conversation: Conversation): Standing => ({
  kind: account.kind,
  highWeight: account.highWeight,
  adSpend30dYuan: account.adSpend30dYuan,
  mutualFollow: conversation.mutualFollow,
});

/** The very engine of the gate, asked before money is spent; the gate asks it again before anything leaves (W10). */
function may(contentType: ContentType, conversation: Conversation, account: AccountFacts, nowMs: number): Verdict {
  const pack = packFor(account.platform, nowMs);
  return judge(pack, standingOf(account, conversation), conversation.facts, { contentType, sender: 'agent' }, nowMs);
}

export const mayText = (conversation: Conversation, account: AccountFacts, nowMs: number) =>
  may('text', conversation, account, nowMs);

const NEVER_SHOWN: ReadonlySet<string> = new Set(['failed', 'expired', 'cancelled', 'refused', 'recalled']);

/** What the model is told of the card that asks for the contact. */
export function leadCardState(
  view: AgentView,
  account: AccountFacts,
  card: LeadCard | undefined,
  nowMs: number,
): LeadCardState {
  if (view.conversation.hasContact) return 'contact-known';
  if (!card || may(card.card, view.conversation, account, nowMs).kind === 'refused') return 'not-sendable';
  const sent = view.items.some(
    ({ body, state, direction }) =>
      direction === 'out' && body?.type === 'card' && body.card === card.card && !NEVER_SHOWN.has(state ?? 'sent'),
  );
  return sent ? 'already-sent' : 'possible';
}

/**
 * What the model may choose from and which of it may go now (G4): each message of a material must be allowed, with one of
 * the words left before it, and what this customer was just sent is not sent again.
 */
export const offersNow = (
  view: AgentView,
  account: AccountFacts,
  offered: readonly OfferedMaterial[],
  nowMs: number,
): readonly MaterialOffer[] =>
  offered.map(({ key, name, when, bodies }) => {
    const state = stateOf(view, account, bodies, nowMs);
    return { key, name, when, messages: bodies.length, state };
  });

function stateOf(view: AgentView, account: AccountFacts, bodies: readonly MessageBody[], nowMs: number): MaterialState {
  const isPossible = bodies.every((body) => {
    const type = contentTypeOf(body);
    const verdict = type && may(type, view.conversation, account, nowMs);
    if (!verdict || verdict.kind === 'refused') return false;
    return verdict.left === undefined || verdict.left > bodies.length;
  });
  if (!isPossible) return 'not-sendable';
  const shown = view.items.filter(({ direction, state }) => direction === 'out' && !NEVER_SHOWN.has(state ?? 'sent'));
  const isSent = bodies.every((wanted) => shown.some(({ body }) => body !== undefined && isSameBody(body, wanted)));
  return isSent ? 'already-sent' : 'possible';
}
