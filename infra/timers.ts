import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { TimerJob } from '../shared/contracts/queues.ts';
import { TimersEnv } from '../shared/runtime/env.ts';
import { EXPORTS } from '../shared/runtime/objects.ts';
import { DOUYIN_LEAD_COMPONENTS, PLATFORM_URLS } from './platform-urls.ts';
import { QueueWorker } from './queue-worker.ts';
import type { Storage } from './storage.ts';

export interface TimersProps {
  readonly stageName: string;
  readonly storage: Storage;
  readonly outboundQueue: IQueue;
  readonly agentQueue: IQueue;
}

/** Scheduler → timers queue → what may be a minute late: the sweeper and the renewal of authorisations. */
export class Timers extends Construct {
  readonly worker: QueueWorker<typeof TimersEnv>;

  constructor(scope: Construct, id: string, props: TimersProps) {
    super(scope, id);
    const { storage } = props;
    this.worker = new QueueWorker(this, 'Worker', {
      entry: 'functions/timers/index.ts',
      description: 'Finds owed work that no queue remembers; renews authorisations; indexes messages',
      envSchema: TimersEnv,
      environment: {
        TABLE_NAME: storage.table.tableName,
        STAGE: props.stageName,
        SECRETS_ARN: storage.secrets.secretArn,
        FIELD_KEY_ARN: storage.fieldKey.keyArn,
        DOUYIN_API_URL: PLATFORM_URLS.douyin,
        DOUYIN_LEAD_COMPONENTS,
        XIAOHONGSHU_API_URL: PLATFORM_URLS.xiaohongshu,
        OUTBOUND_QUEUE_URL: props.outboundQueue.queueUrl,
        AGENT_QUEUE_URL: props.agentQueue.queueUrl,
        MEDIA_BUCKET: storage.media.bucketName,
      },
      timeout: Duration.seconds(60),
      memoryMb: 256,
      batchSize: 1,
      impact: 'Forgotten work is not found again and authorisations are not renewed.',
      runbook: 'infra/README.md#timers-fail',
    });
    const fn = this.worker.function;
    storage.grantTable(
      fn,
      'GetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
      'BatchGetItem',
      'ConditionCheckItem',
    );
    storage.grantFields(fn);
    storage.grantSecrets(fn);
    storage.grantMedia(fn, EXPORTS, 'PutObject');
    props.outboundQueue.grantSendMessages(fn);
    props.agentQueue.grantSendMessages(fn);

    const group = new ScheduleGroup(this, 'Schedules');
    this.#every(group, 'Sweep', Duration.minutes(1), { kind: 'sweep' });
    this.#every(group, 'IndexSearch', Duration.minutes(1), { kind: 'index-search' });
    this.#every(group, 'SealAudit', Duration.minutes(5), { kind: 'seal-audit' });
    this.#every(group, 'MendWaits', Duration.minutes(5), { kind: 'mend-waits' });
    this.#every(group, 'RefreshTokens', Duration.minutes(30), { kind: 'refresh-tokens' });
    this.#every(group, 'LookAfter', Duration.minutes(30), { kind: 'look-after' });
    this.#every(group, 'ForetellEnds', Duration.minutes(30), { kind: 'foretell-ends' });
  }

  #every(scheduleGroup: ScheduleGroup, id: string, rate: Duration, job: TimerJob): void {
    new Schedule(this, id, {
      scheduleGroup,
      schedule: ScheduleExpression.rate(rate),
      target: new SqsSendMessage(this.worker.queue, {
        input: ScheduleTargetInput.fromObject(job),
        deadLetterQueue: this.worker.deadLetters,
        retryAttempts: 3,
        maxEventAge: Duration.minutes(10),
      }),
    });
  }
}
