import type { Api } from '../api/api.ts';
import { type Refusal, refusalOf } from '../api/failure.ts';
import { clock } from '../clock.svelte.ts';
import type { ConversationView, OperatorMessage, ThreadItem, TraceView } from '../contracts.ts';
import { localKey, mergeLines, placeOf, type ThreadLine, withLocal } from './thread-merge.ts';
import type { ThreadPort } from './thread-port.ts';

type Body = OperatorMessage['body'];
export interface SendOptions {
  /** W8: where no window is open, keep it for the next one. */
  readonly hold?: boolean;
  /** I7: not before this instant. */
  readonly sendAtMs?: number | undefined;
  /** An image as this page holds it, shown until the server's address is known. */
  readonly localUrl?: string | undefined;
}

/** Messages of a thread as people send them, wait for them and take them back: shown at once, settled by the server's line. */
export class ThreadMessages {
  readonly #api: Api;
  readonly #thread: ThreadPort;

  constructor(api: Api, thread: ThreadPort) {
    this.#api = api;
    this.#thread = thread;
  }

  /** Shows the message at once and sends it; its id makes a repeat harmless, whatever was lost on the way. */
  async send(body: Body, messageId: string, { hold = false, sendAtMs, localUrl }: SendOptions = {}): Promise<void> {
    const atMs = clock.peek();
    const isImage = body.type === 'image';
    this.#thread.show(
      withLocal(this.#thread.lines(), {
        key: localKey(messageId),
        atMs,
        kind: 'message',
        direction: 'out',
        sender: 'operator',
        state: 'planned',
        body: isImage ? { type: 'image', url: localUrl } : body,
        ...(sendAtMs === undefined ? {} : { scheduledForMs: sendAtMs }),
        local: { messageId, hold, ...(isImage ? { uploadId: body.uploadId } : {}) },
      }),
    );
    try {
      const input = {
        params: { conversationId: this.#thread.id },
        body: { messageId, body, ...(hold ? { hold } : {}), ...(sendAtMs === undefined ? {} : { sendAtMs }) },
      };
      const answer = await this.#api.call('sendMessage', input);
      this.#thread.show(
        mergeLines(
          this.#thread.lines().filter((line) => line.local?.messageId !== messageId),
          [answer.item],
        ),
      );
      this.#thread.accept(answer.conversation);
    } catch (thrown) {
      this.#markUnsent(messageId, refusalOf(thrown));
    }
  }

  /** Tries the same message again under the same id. */
  retry(messageId: string): void {
    const line = this.#thread.lines().find((known) => known.local?.messageId === messageId);
    const options = { hold: line?.local?.hold ?? false, sendAtMs: line?.scheduledForMs };
    const uploadId = line?.local?.uploadId;
    if (line?.body?.type === 'image' && uploadId !== undefined)
      void this.send({ type: 'image', uploadId }, messageId, { ...options, localUrl: line.body.url });
    if (line?.body?.type === 'text' || line?.body?.type === 'card') void this.send(line.body, messageId, options);
  }

  /** Sends a material: the server makes its messages (M2, M6), which come back in order. @throws {ApiFailure} */
  async sendMaterial(materialId: string, messageId: string, hold = false): Promise<void> {
    const answer = await this.#api.call('sendMaterial', {
      params: { conversationId: this.#thread.id },
      body: { materialId, messageId, ...(hold ? { hold } : {}) },
    });
    this.#thread.show(mergeLines(this.#thread.lines(), answer.items));
    this.#thread.accept(answer.conversation);
  }

  /** Takes back what never left this console. */
  discard(messageId: string): void {
    this.#thread.show(this.#thread.lines().filter((line) => line.local?.messageId !== messageId));
  }

  /** W8: what people do with a held message. @throws {ApiFailure} with the gate's reason where it may not. */
  async cancel(line: ThreadLine): Promise<void> {
    this.#changedTo(await this.#api.call('cancelMessage', this.#nameOf(line)));
  }
  async release(line: ThreadLine): Promise<void> {
    this.#changedTo(await this.#api.call('releaseMessage', this.#nameOf(line)));
  }
  async edit(line: ThreadLine, text: string): Promise<void> {
    this.#changedTo(await this.#api.call('editMessage', { ...this.#nameOf(line), body: { text } }));
  }

  /** Takes back what was sent. @throws {ApiFailure} where platform or pack do not allow it any more. */
  async recall(line: ThreadLine): Promise<void> {
    this.#changedTo(await this.#api.call('recallMessage', this.#nameOf(line)));
  }

  /** Z1: what the gate decided about a message, on what. @throws {ApiFailure} where nothing is stored. */
  explain(line: ThreadLine): Promise<TraceView> {
    return this.#api.call('explainMessage', this.#nameOf(line));
  }

  #nameOf({ key, messageId = '' }: ThreadLine) {
    return { params: { conversationId: this.#thread.id, messageId }, query: { placeMs: placeOf(key) } };
  }
  #changedTo({ item, conversation }: { item: ThreadItem; conversation: ConversationView }): void {
    this.#thread.show(mergeLines(this.#thread.lines(), [item]));
    this.#thread.accept(conversation);
  }

  #markUnsent(messageId: string, unsent: Refusal): void {
    this.#thread.show(
      this.#thread
        .lines()
        .map((line) => (line.local?.messageId === messageId ? { ...line, local: { ...line.local, unsent } } : line)),
    );
  }
}
