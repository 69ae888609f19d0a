import type { Allowed, Candidate, RefusalCode, Standing, WindowFacts } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { ask } from './rules-grants.ts';
import { judge } from './rules-windows.ts';

/** Whether an intent comment may be answered now (W7), and why not. */
export type CommentVerdict =
  | Allowed
  | {
      readonly kind: 'refused';
      readonly rule: string;
      readonly code: CommentRefusal | RefusalCode;
      /** `comment.spend`: lead-ad spend of 30 days that the pack asks for (A3). */
      readonly needsYuan?: number;
    };

export type CommentRefusal =
  /** The pack gives accounts of this kind no right to answer comments. */
  | 'comment.kind'
  /** It has its one answer. */
  | 'comment.answered'
  /** It is too old, or newer ones took its place. */
  | 'comment.too-late'
  /** A3: the account spends less on lead ads than the pack asks for. */
  | 'comment.spend';

/**
 * W7, A3: whether one text that quotes this comment may leave, by the comment's own right. The gate may let a second one
 * go once the customer has spoken (W6); people are offered one answer a comment, as the platform means it.
 *
 * Whatever this allows the gate allows too: it asks the same windows.
 */
export function judgeComment(
  pack: RulePack,
  standing: Standing,
  facts: WindowFacts,
  commentId: string,
  nowMs: number,
): CommentVerdict {
  const window = pack.windows.find((one) => one.grant === 'comment' && one.kinds.includes(standing.kind));
  const rule = window?.rule ?? pack.closedRule;
  if (!window) return { kind: 'refused', rule, code: 'comment.kind' };
  const comment = facts.comments?.find(({ id }) => id === commentId);
  if (comment?.repliedAtMs !== undefined) return { kind: 'refused', rule, code: 'comment.answered' };
  const message: Candidate = { contentType: 'text', sender: 'operator', quotes: commentId };
  const right = ask(window, pack, standing, facts, message, nowMs);
  if (!right) return { kind: 'refused', rule, code: 'comment.too-late' };
  const needsYuan = Math.max(pack.intentCommentsMinAdSpend30dYuan, pack.minAdSpend30dYuan[standing.kind]);
  if (standing.adSpend30dYuan < needsYuan) return { kind: 'refused', rule: 'A3', code: 'comment.spend', needsYuan };
  const verdict = judge(pack, standing, facts, message, nowMs);
  return verdict.kind === 'allowed' ? right : verdict;
}
