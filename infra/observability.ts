import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, SingleValueWidget, TextWidget, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface Watched {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly function: LambdaFunction;
}

export interface ObservabilityProps {
  readonly workers: readonly Watched[];
  readonly functions: readonly LambdaFunction[];
  readonly table: TableV2;
  /** Its log tells which sends ended with an unknown outcome. */
  readonly sender: LambdaFunction;
}

/** A stream that is this late means that customers wait. */
const STREAM_AGE_ALARM = Duration.minutes(2);

/** One dashboard and the alarms that are nobody else's (architecture.md, decision 9). */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const [webhooks, api, ...streams] = props.functions;
    for (const fn of streams) this.#alarmOnAge(fn);
    for (const fn of [webhooks, api]) if (fn) this.#alarmOnErrors(fn);

    this.#alarmOnUnknownSends(props.sender);

    const all = [...props.functions, ...props.workers.map((worker) => worker.function)];
    const dashboard = new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.hours(6),
    });
    dashboard.addWidgets(
      new TextWidget({
        markdown: '# Miaohong\nFrom webhook to answer. Runbooks: `infra/README.md`.',
        width: 24,
        height: 2,
      }),
    );
    dashboard.addWidgets(
      new SingleValueWidget({
        title: 'Waiting work',
        width: 24,
        metrics: props.workers.flatMap((worker) => [
          worker.queue.metricApproximateNumberOfMessagesVisible(),
          worker.deadLetters.metricApproximateNumberOfMessagesVisible(),
        ]),
      }),
    );
    dashboard.addWidgets(
      new GraphWidget({
        title: 'Invocations',
        width: 8,
        left: all.map((fn) => fn.metricInvocations()),
      }),
      new GraphWidget({
        title: 'Errors',
        width: 8,
        left: all.map((fn) => fn.metricErrors()),
      }),
      new GraphWidget({
        title: 'Duration p99 (ms)',
        width: 8,
        left: all.map((fn) => fn.metricDuration({ statistic: 'p99' })),
      }),
    );
    dashboard.addWidgets(
      new GraphWidget({
        title: 'Stream age (ms)',
        width: 12,
        left: streams.map((fn) => fn.metric('IteratorAge', { statistic: 'max' })),
      }),
      new GraphWidget({
        title: 'Table units',
        width: 12,
        left: [props.table.metricConsumedWriteCapacityUnits(), props.table.metricConsumedReadCapacityUnits()],
      }),
    );
  }

  #alarmOnAge(fn: LambdaFunction): void {
    fn.metric('IteratorAge', {
      statistic: 'max',
      period: Duration.minutes(1),
    }).createAlarm(this, `${fn.node.id}Age`, {
      threshold: STREAM_AGE_ALARM.toMilliseconds(),
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription:
        'Conversations move late: answers and the inbox lag behind. Runbook: infra/README.md#the-stream-is-late',
    });
  }

  #alarmOnErrors(fn: LambdaFunction): void {
    fn.metricErrors({ period: Duration.minutes(5) }).createAlarm(this, `${fn.node.id}Errors`, {
      threshold: 5,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: 'Webhooks or console calls fail. Runbook: infra/README.md#calls-fail',
    });
  }

  /** Counted from the log's stable event code, so that the sender needs no metrics library. */
  #alarmOnUnknownSends(sender: LambdaFunction): void {
    new MetricFilter(this, 'UnknownSends', {
      logGroup: sender.logGroup,
      filterPattern: FilterPattern.stringValue('$.event', '=', 'message.unknown'),
      metricNamespace: 'Miaohong',
      metricName: `UnknownSends-${this.node.addr.slice(-8)}`,
      defaultValue: 0,
    })
      .metric({ statistic: 'sum', period: Duration.minutes(5) })
      .createAlarm(this, 'UnknownSendsAlarm', {
        threshold: 3,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription:
          'Nobody knows whether customers got messages; they wait for an echo or a person. Runbook: infra/README.md#unknown-sends',
      });
  }
}
