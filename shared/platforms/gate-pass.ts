import type { GatedSender } from '../conversations/model.ts';

/** What a pass is for: one message of one sender. */
export interface PassedMessage {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly sender: GatedSender;
}

/**
 * What only the gate hands out (W10): a client's `send` takes it and nothing else. Its private field makes the type
 * nominal, so that no object literal passes for one, and lets a client tell a real one at run time. Made in
 * shared/conversations/gate.ts alone: lint and a test refuse one made anywhere else.
 */
export class GatePass implements PassedMessage {
  readonly #isIssued = true;
  readonly tenantId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly sender: GatedSender;

  constructor({ tenantId, conversationId, messageId, sender }: PassedMessage) {
    this.tenantId = tenantId;
    this.conversationId = conversationId;
    this.messageId = messageId;
    this.sender = sender;
  }

  /** @throws {TypeError} for anything that the gate did not make: a defect, no customer can cause it. */
  static demand(pass: GatePass): void {
    if (!(#isIssued in pass)) throw new TypeError('a platform client was called past the gate (W10)');
  }
}
