import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/failure.ts';
import { mergeLines } from './thread-merge.ts';
import type { ThreadPort } from './thread-port.ts';

/** What people do with a conversation beside writing to the customer: whose it is, when it comes back, what is noted. */
export class ThreadHandling {
  readonly #api: Api;
  readonly #thread: ThreadPort;
  #leftUnread = false;

  constructor(api: Api, thread: ThreadPort) {
    this.#api = api;
    this.#thread = thread;
  }

  async takeOver(): Promise<void> {
    this.#thread.accept(await this.#api.call('takeOver', { params: { conversationId: this.#thread.id } }));
  }
  async handBack(): Promise<void> {
    this.#thread.accept(await this.#api.call('handBack', { params: { conversationId: this.#thread.id } }));
  }

  /** I5: whose it is; `null` = nobody's. @throws {ApiFailure} */
  async assign(memberId: string | null): Promise<void> {
    const params = { conversationId: this.#thread.id };
    this.#thread.accept(await this.#api.call('assignConversation', { params, body: { memberId } }));
  }
  /** I1: out of the way until then (epoch milliseconds). @throws {ApiFailure} */
  async snooze(untilMs: number): Promise<void> {
    const params = { conversationId: this.#thread.id };
    this.#thread.accept(await this.#api.call('snoozeConversation', { params, body: { untilMs } }));
  }
  async wake(): Promise<void> {
    this.#thread.accept(await this.#api.call('wakeConversation', { params: { conversationId: this.#thread.id } }));
  }
  async close(): Promise<void> {
    this.#thread.accept(await this.#api.call('closeConversation', { params: { conversationId: this.#thread.id } }));
  }
  async reopen(): Promise<void> {
    this.#thread.accept(await this.#api.call('reopenConversation', { params: { conversationId: this.#thread.id } }));
  }

  /** I2: an internal note. @throws {ApiFailure} */
  async addNote(noteId: string, text: string, mentions: readonly string[]): Promise<void> {
    const params = { conversationId: this.#thread.id };
    const { item } = await this.#api.call('addNote', { params, body: { noteId, text, mentions: [...mentions] } });
    this.#thread.show(mergeLines(this.#thread.lines(), [item]));
  }

  /** I7: all steps of a macro or none. @throws {ApiFailure} with the gate's reason where its reply may not go. */
  async runMacro(macroId: string, messageId: string, hold: boolean): Promise<void> {
    const params = { conversationId: this.#thread.id, macroId };
    const answer = await this.#api.call('runMacro', { params, body: { messageId, hold } });
    if (answer.item) this.#thread.show(mergeLines(this.#thread.lines(), [answer.item]));
    this.#thread.accept(answer.conversation);
  }

  /** I1: it shall call again. It stays so until somebody opens it anew, or the customer speaks. @throws {ApiFailure} */
  async markUnread(): Promise<void> {
    this.#leftUnread = true;
    this.#thread.accept(await this.#api.call('markUnread', { params: { conversationId: this.#thread.id } }));
  }
  /** Somebody opened it: from now on what is on the screen is read. */
  opened(): void {
    this.#leftUnread = false;
  }

  /** Somebody looks at it: what was unread is read, here at once and then everywhere. */
  async markRead(): Promise<void> {
    const conversation = this.#thread.conversation();
    if (!conversation || conversation.unread === 0 || this.#leftUnread) return;
    this.#thread.accept({ ...conversation, unread: 0 });
    try {
      this.#thread.accept(await this.#api.call('markRead', { params: { conversationId: this.#thread.id } }));
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure)) throw thrown;
    }
  }
}
