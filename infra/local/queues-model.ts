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
