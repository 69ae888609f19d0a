import type { GatedSender, MessageBody } from '../conversations/model.ts';

/** What a pass is for: one message of one sender to one customer. */
export interface PassedMessage {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly sender: GatedSender;
  readonly customerPlatformId: string;
  readonly body: MessageBody;
}

/** What a client is asked to send, as far as a pass speaks of it. */
export interface PassedRequest {
  readonly pass: GatePass;
  readonly requestId: string;
  readonly customerPlatformId: string;
  readonly body: MessageBody;
}

/**
 * What only the gate hands out (W10): a client's `send` takes it and nothing else. Its private field makes the type
 * nominal, so that no object literal passes for one, and lets a client tell a real one at run time. It is for the very
 * message that was judged: kept and used for another, it opens nothing. Made in shared/conversations/gate.ts alone: lint
 * and a test refuse one made anywhere else.
 */
export class GatePass {
  readonly #message: PassedMessage;
  readonly tenantId: string;
  readonly conversationId: string;
  readonly messageId: string;

  constructor(message: PassedMessage) {
    this.#message = message;
    this.tenantId = message.tenantId;
    this.conversationId = message.conversationId;
    this.messageId = message.messageId;
    Object.freeze(this);
  }

  /** @throws {TypeError} for anything that the gate did not make or judge: a defect, no customer can cause it. */
  static demand({ pass, requestId, customerPlatformId, body }: PassedRequest): void {
    if (!(#message in pass)) throw new TypeError('a platform client was called past the gate (W10)');
    const passed = pass.#message;
    if (requestId !== passed.messageId || customerPlatformId !== passed.customerPlatformId || body !== passed.body)
      throw new TypeError('a pass of the gate was used for another message (W10)');
  }
}

// Nobody puts a demand of their own in its place.
Object.freeze(GatePass);
Object.freeze(GatePass.prototype);
