import { packFor } from '../../../shared/conversations/packs.ts';
import { judgeComment } from '../../../shared/conversations/rules-comments.ts';
import { judgeRecall, type RecallStep } from '../../../shared/conversations/rules-recall.ts';
import { judgeLater, latestOf } from '../../../shared/conversations/rules-schedule.ts';
import { judge } from '../../../shared/conversations/rules-windows.ts';
import type { AccountView, ContentType, ConversationView, Platform, VerdictView } from './contracts.ts';

/** Whether an own message may be recalled now and until when, as the API judges it; `sentAtMs` is when it had left. */
export const judgeRecallNow = (platform: Platform, sentAtMs: number, nowMs: number): RecallStep =>
  judgeRecall(packFor(platform, nowMs), { state: 'sent', platformMessageId: '', sentAtMs }, nowMs);

/** I7: why an operator's text may not be planned for an instant; undefined = it may. */
export function judgeLaterNow(
  conversation: ConversationView,
  account: AccountView | undefined,
  at: { readonly nowMs: number; readonly sendAtMs: number; readonly quotes?: string | undefined },
): string | undefined {
  const pack = packFor(conversation.platform, at.nowMs);
  const text = { ...TEXT, quotes: at.quotes };
  const step = judgeLater(pack, standingOf(conversation, account), conversation.window, text, at);
  return step.kind === 'may' ? undefined : step.code;
}

/** I7: the last instant a text can be planned for now; undefined = no limit, or none at all. */
export const latestNow = (
  conversation: ConversationView,
  account: AccountView | undefined,
  nowMs: number,
  quotes?: string,
): number | undefined => {
  const pack = packFor(conversation.platform, nowMs);
  const text = { ...TEXT, quotes };
  return latestOf(pack, standingOf(conversation, account), conversation.window, text, nowMs);
};

/** Whether an intent comment may be answered, and of a spend gate the figure (A3). */
export type CommentVerdictView =
  | Extract<VerdictView, { kind: 'allowed' }>
  | (Extract<VerdictView, { kind: 'refused' }> & { readonly needsYuan?: number });

/** W7: whether an intent comment may be answered now, by the rule that its list and its line go by. */
export const judgeCommentNow = (
  conversation: ConversationView,
  account: AccountView | undefined,
  commentId: string,
  nowMs: number,
): CommentVerdictView =>
  judgeComment(
    packFor(conversation.platform, nowMs),
    standingOf(conversation, account),
    conversation.window,
    commentId,
    nowMs,
  );

/**
 * Asks the very engine the sender uses whether an operator may send this now (section 4), so that what the composer
 * promises is what the gate does. A spend nobody told us refuses nothing here; the gate knows it.
 */
export function judgeNow(
  conversation: ConversationView,
  account: AccountView | undefined,
  contentType: ContentType,
  nowMs: number,
): VerdictView {
  const standing = standingOf(conversation, account);
  const pack = packFor(conversation.platform, nowMs);
  return judge(pack, standing, conversation.window, { contentType, sender: 'operator' }, nowMs);
}

const TEXT = { contentType: 'text', sender: 'operator' } as const;

const standingOf = (conversation: ConversationView, account: AccountView | undefined) => ({
  kind: account?.kind ?? conversation.accountKind,
  highWeight: account?.highWeight ?? conversation.accountHighWeight,
  adSpend30dYuan: account?.adSpend30dYuan ?? conversation.accountAdSpend30dYuan ?? Number.POSITIVE_INFINITY,
  mutualFollow: conversation.mutualFollow,
});

/** A3: the 30-day lead-ad spend (yuan) that Xiaohongshu's rules in force ask of an account, and of intent comments. */
export function spendNeeds(
  kind: AccountView['kind'],
  nowMs: number,
): { readonly send: number; readonly comments: number } {
  const { minAdSpend30dYuan, intentCommentsMinAdSpend30dYuan: comments } = packFor('xiaohongshu', nowMs);
  return { send: minAdSpend30dYuan[kind], comments };
}
