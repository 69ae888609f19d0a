import { prices } from './prices.ts';
import type { Measure } from './report.ts';
import { loadResources, type TemplateResource } from './template.ts';

const MINUTES_A_MONTH = 43_830;
/** The table's owed work is asked for by shard (shared/README.md, C6). */
const SWEEP_READS = 8;

/** COST11: what an idle stack costs a month, from the synthesized template and one price file. */
export async function measureFixedCost(): Promise<Measure[]> {
  const { fixedPerMonth: price, perMillion } = prices();
  const resources = Object.values(loadResources());
  const count = (type: string) => resources.filter((resource) => resource.Type === type).length;
  const queueSources = resources.filter(
    ({ Type, Properties }) => Type === 'AWS::Lambda::EventSourceMapping' && Properties?.StartingPosition === undefined,
  ).length;
  const lines = {
    kmsKeys: count('AWS::KMS::Key') * price.kmsKey,
    secrets: count('AWS::SecretsManager::Secret') * price.secret,
    alarms: count('AWS::CloudWatch::Alarm') * price.alarm,
    customMetrics: count('AWS::Logs::MetricFilter') * price.customMetric,
    dashboards: Math.max(0, count('AWS::CloudWatch::Dashboard') - 3) * price.dashboardBeyondThree,
    idlePolling: queueSources * price.sqsSourceIdlePolling,
    schedules: resources.filter(isRecurring).reduce((sum, schedule) => {
      const runs = MINUTES_A_MONTH / minutesOf(schedule);
      // Each run: the schedule, a message sent, received and deleted, one short invocation, the sweep's reads.
      const each =
        perMillion.schedulerInvocation +
        3 * perMillion.sqsRequest +
        perMillion.lambdaRequest +
        SWEEP_READS * perMillion.readRequestUnit;
      return sum + (runs * each) / 1_000_000;
    }, 0),
  };
  const value = Object.values(lines).reduce((sum, cost) => sum + cost, 0);
  return [
    {
      id: 'COST11',
      what: 'fixed monthly cost of the stack',
      value,
      unit: 'USD',
      gate: { atMost: 5 },
      moonshot: { atMost: 3 },
      basis: 'count',
      details: lines,
    },
  ];
}

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const MINUTES = { minute: 1, hour: 60, day: 1_440 } as const;

const expressionOf = ({ Properties }: TemplateResource): RegExpExecArray | null =>
  RATE.exec(String(Properties?.ScheduleExpression));

const isRecurring = (resource: TemplateResource): boolean =>
  resource.Type === 'AWS::Scheduler::Schedule' && expressionOf(resource) !== null;

function minutesOf(resource: TemplateResource): number {
  const [, count = '1', unit = 'minute'] = expressionOf(resource) ?? [];
  return Number(count) * (unit === 'hour' || unit === 'day' ? MINUTES[unit] : MINUTES.minute);
}
