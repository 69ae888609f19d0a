import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type EnvSchema, ProductFunction, type ProductFunctionProps } from './product-function.ts';

export interface QueueWorkerProps<E extends EnvSchema> extends ProductFunctionProps<E> {
  /** What people notice while this worker fails. Opens the alarm text. */
  readonly impact: string;
  readonly runbook: string;
  readonly batchSize: number;
  /** How long the source waits to fill a batch; absent = not at all. */
  readonly batchWindow?: Duration;
  readonly maxConcurrency?: number;
}

const RECEIVES_BEFORE_DEAD = 5;
/** Lambda guide: at least six function timeouts, or slow batches are redelivered. */
const VISIBILITY_TIMEOUTS = 6;

/** A queue, its consumer, its dead-letter queue and the alarm that watches them. */
export class QueueWorker<E extends EnvSchema> extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly function: ProductFunction<E>;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: QueueWorkerProps<E>) {
    super(scope, id);
    const { impact, runbook, batchSize, batchWindow, maxConcurrency, ...functionProps } = props;
    const secured = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...secured,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...secured,
      visibilityTimeout: Duration.seconds(VISIBILITY_TIMEOUTS * props.timeout.toSeconds()),
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: RECEIVES_BEFORE_DEAD,
      },
    });
    this.function = new ProductFunction<E>(this, 'Function', functionProps);
    this.function.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        ...(batchWindow ? { maxBatchingWindow: batchWindow } : {}),
        ...(maxConcurrency ? { maxConcurrency } : {}),
        reportBatchItemFailures: true,
      }),
    );
    this.alarm = this.deadLetters.metricApproximateNumberOfMessagesVisible().createAlarm(this, 'DeadLetterAlarm', {
      threshold: 1,
      evaluationPeriods: 1,
      alarmDescription: `${impact} Runbook: ${runbook}`,
    });
  }
}
