import type { TraceView } from '../../shared/contracts/trace-views.ts';
import type { ConversationView, ThreadItem } from '../../shared/contracts/views.ts';

/** Why a message was or was not sent, of the stand-in server: the line's own decision on what is known of its conversation. */
export function explanationOf(item: ThreadItem | undefined, conversation: ConversationView): TraceView | undefined {
  const trace = item?.trace;
  return (
    trace && {
      ...trace,
      factsHash: 'k3v9x0ab',
      packHash: 'gcaibcc2',
      facts: conversation.window,
      standing: {
        kind: conversation.accountKind,
        highWeight: conversation.accountHighWeight,
        adSpend30dYuan: conversation.accountAdSpend30dYuan ?? 0,
        mutualFollow: conversation.mutualFollow,
      },
      reevaluation: { verdict: trace.verdict, equal: true, intact: true, pack: 'same' },
    }
  );
}
