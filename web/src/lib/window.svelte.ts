import type { AccountView, ContentType, ConversationView, VerdictView } from './contracts.ts';

type Judge = typeof import('./window-engine.ts').judgeNow;

/**
 * The window engine, fetched beside the first data rather than before it: rules and their schemas are not needed to draw
 * the list. Until it is here nothing is promised.
 */
class Windows {
  #judge = $state.raw<Judge | undefined>();
  #asked = false;

  load(): void {
    if (this.#asked) return;
    this.#asked = true;
    import('./window-engine.ts').then(
      (engine) => {
        this.#judge = engine.judgeNow;
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
    return this.#judge?.(conversation, account, contentType, nowMs);
  }
}

export const windows = new Windows();
