import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { FilterCriteria, FilterRule, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ConversationEnv, ReactionsEnv } from '../shared/runtime/env.ts';
import type { LiveSocket } from './live.ts';
import { ProductFunction } from './product-function.ts';
import type { Storage } from './storage.ts';

export interface ConversationStreamProps {
  readonly stageName: string;
  readonly storage: Storage;
  readonly live: LiveSocket;
  readonly outboundQueue: IQueue;
  readonly agentQueue: IQueue;
  readonly timersQueue: IQueue;
  readonly bus: EventBus;
}

/** Every item is marked with its entity under this name (shared/README.md). */
const ENTITY = '__edb_e__';
const EVENT_ENTITIES = ['event', 'accountEvent'];
const REACTED_ENTITIES = ['message', 'conversation', 'customer', 'lead', 'notice', 'job', 'account'];

/** The table's stream: events → conversations; what became of them → queues, bus, consoles. */
export class ConversationStream extends Construct {
  readonly conversation: ProductFunction<typeof ConversationEnv>;
  readonly reactions: ProductFunction<typeof ReactionsEnv>;
  readonly #parked: Queue;
  readonly #storage: Storage;

  constructor(scope: Construct, id: string, props: ConversationStreamProps) {
    super(scope, id);
    const { storage, stageName } = props;
    this.#storage = storage;
    this.#parked = new Queue(this, 'Parked', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.#parked.metricApproximateNumberOfMessagesVisible().createAlarm(this, 'ParkedAlarm', {
      threshold: 1,
      evaluationPeriods: 1,
      alarmDescription:
        'A conversation cannot be handled and is parked; its neighbours go on. Runbook: infra/README.md#a-conversation-is-parked',
    });
    const shared = {
      TABLE_NAME: storage.table.tableName,
      STAGE: stageName,
    };

    this.conversation = new ProductFunction(this, 'Conversation', {
      entry: 'functions/streams/conversation.ts',
      description: 'Applies stored events to their conversations',
      envSchema: ConversationEnv,
      environment: { ...shared, FIELD_KEY_ARN: storage.fieldKey.keyArn },
      timeout: Duration.seconds(30),
      memoryMb: 1024,
    });
    storage.grantTable(
      this.conversation,
      'GetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
      'BatchGetItem',
      'ConditionCheckItem',
    );
    storage.grantFields(this.conversation);
    this.#consume(this.conversation, ['INSERT'], EVENT_ENTITIES, 2);

    this.reactions = new ProductFunction(this, 'Reactions', {
      entry: 'functions/streams/reactions.ts',
      description: 'Wakes senders, agents, the bus and consoles',
      envSchema: ReactionsEnv,
      environment: {
        ...shared,
        OUTBOUND_QUEUE_URL: props.outboundQueue.queueUrl,
        AGENT_QUEUE_URL: props.agentQueue.queueUrl,
        TIMERS_QUEUE_URL: props.timersQueue.queueUrl,
        EVENT_BUS_NAME: props.bus.eventBusName,
        LIVE_ENDPOINT: props.live.endpoint,
      },
      timeout: Duration.seconds(30),
      memoryMb: 512,
    });
    storage.grantTable(this.reactions, 'GetItem', 'Query', 'BatchGetItem', 'PutItem', 'DeleteItem');
    props.outboundQueue.grantSendMessages(this.reactions);
    props.agentQueue.grantSendMessages(this.reactions);
    props.timersQueue.grantSendMessages(this.reactions);
    props.bus.grantPutEventsTo(this.reactions);
    props.live.grantPush(this.reactions);
    this.#consume(this.reactions, ['INSERT', 'MODIFY'], REACTED_ENTITIES, 2);
  }

  /**
   * In order per conversation: a partition's records stay in one shard, and in one of the shard's `sideBySide` batches. Few
   * batches with much memory, and so with much of a processor, do the work of many with little, in fewer runs (COST3).
   */
  #consume(fn: LambdaFunction, eventNames: readonly string[], entities: readonly string[], sideBySide: number): void {
    fn.addEventSource(
      new DynamoEventSource(this.#storage.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        parallelizationFactor: sideBySide,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 10,
        maxRecordAge: Duration.hours(6),
        onFailure: new SqsDlq(this.#parked),
        filters: [
          FilterCriteria.filter({
            eventName: [...eventNames],
            dynamodb: {
              NewImage: { [ENTITY]: { S: FilterRule.or(...entities) } },
            },
          }),
        ],
      }),
    );
  }
}
