import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { BusEvent } from '../shared/contracts/queues.ts';
import { NoticesEnv } from '../shared/runtime/env.ts';
import { ProductFunction } from './product-function.ts';
import type { Storage } from './storage.ts';

const NOTICED: readonly BusEvent['kind'][] = ['agent.handed-over', 'lead.captured'];
const ASSIGNED: readonly BusEvent['kind'][] = ['agent.handed-over', 'conversation.waiting'];

/** The event bus and the notices that people see when an agent hands over or a contact is captured. */
export class Notices extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: { readonly stageName: string; readonly storage: Storage }) {
    super(scope, id);
    const { storage } = props;
    this.bus = new EventBus(this, 'Bus', {
      description: 'What happened to conversations and leads; ids only',
    });
    const fn = new ProductFunction(this, 'Function', {
      entry: 'functions/streams/notices.ts',
      description: 'Turns bus events into notices for people',
      envSchema: NoticesEnv,
      environment: {
        TABLE_NAME: storage.table.tableName,
        STAGE: props.stageName,
      },
      timeout: Duration.seconds(10),
    });
    storage.grantTable(fn, 'GetItem', 'PutItem');
    const deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    deadLetters.metricApproximateNumberOfMessagesVisible().createAlarm(this, 'DeadLetterAlarm', {
      threshold: 1,
      evaluationPeriods: 1,
      alarmDescription:
        'People are not told of hand-overs or new leads; the inbox still shows them. Runbook: infra/README.md#notices-fail',
    });
    this.#assign(props, deadLetters);
    new Rule(this, 'Noticed', {
      eventBus: this.bus,
      eventPattern: { source: ['miaohong'], detailType: [...NOTICED] },
      targets: [
        new LambdaFunction(fn, {
          deadLetterQueue: deadLetters,
          retryAttempts: 5,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });
  }

  /** I5: what waits for a person finds one. */
  #assign(props: { readonly stageName: string; readonly storage: Storage }, deadLetters: Queue): void {
    const { storage, stageName } = props;
    const fn = new ProductFunction(this, 'Assign', {
      entry: 'functions/streams/assignments.ts',
      description: 'Gives conversations that wait for a person to somebody, by the rules of the tenant',
      envSchema: NoticesEnv,
      environment: { TABLE_NAME: storage.table.tableName, STAGE: stageName },
      timeout: Duration.seconds(20),
    });
    storage.grantTable(fn, 'GetItem', 'PutItem', 'DeleteItem', 'Query', 'ConditionCheckItem');
    new Rule(this, 'Waiting', {
      eventBus: this.bus,
      eventPattern: { source: ['miaohong'], detailType: [...ASSIGNED] },
      targets: [
        new LambdaFunction(fn, {
          deadLetterQueue: deadLetters,
          retryAttempts: 5,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });
  }
}
