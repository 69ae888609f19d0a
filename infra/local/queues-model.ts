import * as z from 'zod';
import type { Resource, Template } from './types.ts';

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sentAtMs: number;
  visibleAtMs: number;
  received: number;
  firstReceivedAtMs: number | undefined;
  readonly groupId: string | undefined;
}

export interface QueueSettings {
  /** Logical id in the template. */
  readonly id: string;
  readonly name: string;
  readonly fifo: boolean;
  readonly delaySeconds: number;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly maxBytes: number;
  readonly deadLetters: { readonly queue: string; readonly maxReceiveCount: number } | undefined;
}

const Properties = z.object({
  FifoQueue: z.boolean().default(false),
  DelaySeconds: z.number().default(0),
  VisibilityTimeout: z.number().default(30),
  MessageRetentionPeriod: z.number().default(345_600),
  MaximumMessageSize: z.number().default(1_048_576),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
});

/** Reads the queues of the template. @throws {z.ZodError} for properties of an unknown shape. */
export function queueSettings(template: Template, nameOf: (resource: Resource) => string): readonly QueueSettings[] {
  return template.resources('AWS::SQS::Queue').map((resource) => {
    const properties = Properties.parse(resource.properties);
    const redrive = properties.RedrivePolicy;
    return {
      id: resource.id,
      name: nameOf(resource),
      fifo: properties.FifoQueue,
      delaySeconds: properties.DelaySeconds,
      visibilitySeconds: properties.VisibilityTimeout,
      retentionSeconds: properties.MessageRetentionPeriod,
      maxBytes: properties.MaximumMessageSize,
      deadLetters: redrive && {
        queue: redrive.deadLetterTargetArn.slice(redrive.deadLetterTargetArn.lastIndexOf(':') + 1),
        maxReceiveCount: redrive.maxReceiveCount,
      },
    };
  });
}

export interface SendOptions {
  readonly delaySeconds?: number;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  /** Standard queues use it for fairness: the group with the fewest messages in work goes first. */
  readonly groupId?: string;
}

/** A message in somebody's hands. It comes back unless deleted in time. */
export interface Receipt {
  readonly handle: string;
  readonly message: QueueMessage;
}

export interface Queue {
  readonly settings: QueueSettings;
  /** Resolves with the message id once the message is durable. */
  send(body: string, options?: SendOptions): Promise<string>;
  /**
   * Takes up to `max` visible messages. `hold`: the receiver promises to delete or release them and time does not run
   * against it (event sources, whose functions have a timeout of their own).
   */
  receive(max: number, options?: { readonly visibilitySeconds?: number; readonly hold?: boolean }): readonly Receipt[];
  delete(handle: string): boolean;
  /** Back to the queue after so many seconds, counted from now. */
  changeVisibility(handle: string, seconds: number): boolean;
  /** Held messages: back to the queue when the visibility timeout that began with `receive` is over. */
  release(handle: string): void;
  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** Calls `wake` (soon, once) whenever messages may have become visible. Returns how to stop. */
  onVisible(wake: () => void): () => void;
  purge(): void;
}

export interface LocalQueue extends Queue {
  /** Takes a message over as it is: from the store at start, or from a queue that gives it up to dead letters. */
  adopt(message: QueueMessage): void;
}
