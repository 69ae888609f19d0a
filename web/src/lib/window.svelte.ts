import type { RecallStep } from '../../../shared/conversations/rules-recall.ts';
import type { AccountView, ContentType, ConversationView, Platform, VerdictView } from './contracts.ts';
import type { CommentVerdictView } from './window-engine.ts';

type Engine = typeof import('./window-engine.ts');

/**
 * The window engine, fetched beside the first data rather than before it: rules and their schemas are not needed to draw
 * the list. Until it is here nothing is promised.
 */
class Windows {
  #engine = $state.raw<Engine | undefined>();
  #asked = false;

  load(): void {
    if (this.#asked) return;
    this.#asked = true;
    import('./window-engine.ts').then(
      (engine) => {
        this.#engine = engine;
      },
      () => {
        this.#asked = false;
      },
    );
  }

  /** The gate's verdict at an instant (epoch milliseconds); undefined while the engine is on its way. */
  judge(
    conversation: ConversationView,
    account: AccountView | undefined,
    contentType: ContentType,
    nowMs: number,
  ): VerdictView | undefined {
    const status = account?.status;
    if (status !== undefined && status !== 'hosted') return { kind: 'refused', rule: 'A4', code: `account.${status}` };
    return this.#engine?.judgeNow(conversation, account, contentType, nowMs);
  }

  /** A3: what spend the rules in force ask for, in yuan; undefined while the engine is on its way. */
  spendNeeds(kind: AccountView['kind'], nowMs: number): ReturnType<Engine['spendNeeds']> | undefined {
    return this.#engine?.spendNeeds(kind, nowMs);
  }

  /** I7: why a text may not be planned for an instant, as a code; undefined = it may. */
  judgeLater(
    conversation: ConversationView,
    account: AccountView | undefined,
    nowMs: number,
    sendAtMs: number,
    quotes?: string,
  ): string | undefined {
    const status = account?.status;
    if (status !== undefined && status !== 'hosted') return `account.${status}`;
    return this.#engine
      ? this.#engine.judgeLaterNow(conversation, account, { nowMs, sendAtMs, quotes })
      : 'window.closed';
  }

  /** I7: the last instant a text can be planned for; undefined = no limit, or none. */
  latest(
    conversation: ConversationView,
    account: AccountView | undefined,
    nowMs: number,
    quotes?: string,
  ): number | undefined {
    return this.#engine?.latestNow(conversation, account, nowMs, quotes);
  }

  /** W7: whether an intent comment may be answered now; undefined while the engine is on its way. */
  judgeComment(
    conversation: ConversationView,
    account: AccountView | undefined,
    commentId: string,
    nowMs: number,
  ): CommentVerdictView | undefined {
    const status = account?.status;
    if (status !== undefined && status !== 'hosted') return { kind: 'refused', rule: 'A4', code: `account.${status}` };
    return this.#engine?.judgeCommentNow(conversation, account, commentId, nowMs);
  }

  /** Whether an own message that left then may be recalled at an instant; undefined while the engine is on its way. */
  judgeRecall(platform: Platform, sentAtMs: number, nowMs: number): RecallStep | undefined {
    return this.#engine?.judgeRecallNow(platform, sentAtMs, nowMs);
  }
}

export const windows = new Windows();
