import { packFor } from '../../../shared/conversations/packs.ts';
import { judgeRecall } from '../../../shared/conversations/rules-recall.ts';
import { judge } from '../../../shared/conversations/rules-windows.ts';
import type { AccountView, ContentType, ConversationView, Platform, VerdictView } from './contracts.ts';

/** Whether an own message may be recalled now, as the API judges it; `sentAtMs` is when it had left. */
export const mayRecallNow = (platform: Platform, sentAtMs: number, nowMs: number): boolean =>
  judgeRecall(packFor(platform, nowMs), { state: 'sent', platformMessageId: '', sentAtMs }, nowMs).kind === 'may';

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
  const standing = {
    kind: account?.kind ?? conversation.accountKind,
    highWeight: account?.highWeight ?? conversation.accountHighWeight,
    adSpend30dYuan: account?.adSpend30dYuan ?? conversation.accountAdSpend30dYuan ?? Number.POSITIVE_INFINITY,
    mutualFollow: conversation.mutualFollow,
  };
  const pack = packFor(conversation.platform, nowMs);
  return judge(pack, standing, conversation.window, { contentType, sender: 'operator' }, nowMs);
}
