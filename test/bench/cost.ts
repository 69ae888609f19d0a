import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Invocation } from '../../infra/local/invocations.ts';
import { itemBytes } from '../../infra/local/lambda-worker-meter.mjs';
import type { MeterSnapshot, RequestUsage } from '../../infra/local/meter.ts';
import type { Stack } from '../harness/stack.ts';
import type { DmResult } from './outside-job.ts';
import { type Prices, prices } from './prices.ts';
import type { Measure } from './report.ts';
import { withScene } from './scene.ts';
import { bundledFunctions } from './template.ts';

/** One message each, as fast as an operator's busy minute. */
const CUSTOMERS = 200;
const PER_SECOND = 50;
/** What a model and a platform take; the functions are billed while they wait. */
const MODEL_MS = 2_000;
const PLATFORM_MS = 150;
/** Later than the inbox's minute and every cache of a function. */
const PAUSE_SECONDS = 660;
/** Lambda gives a whole processor from so much memory on, and a share of it below. */
const FULL_CPU_MB = 1_769;
/** START, END and REPORT of an invocation as text, bytes. */
const PLATFORM_LOG_BYTES = 330;
const GB = 1024 ** 3;

/** COST1–COST4: what one handled DM takes of AWS, of conversations that exist already. */
export const measureCost = (): Promise<Measure[]> =>
  withScene({ gatherSeconds: 1 }, async ({ stack, outside, port, aheadMs }) => {
    const job = { port, customers: CUSTOMERS, count: CUSTOMERS, modelMs: 0, platformMs: 0, patienceSeconds: 120 };
    await outside.play({ ...job, name: 'first', inFlight: 20, aheadMs: await aheadMs() });
    await stack.waitForIdle();
    await stack.clock.advance(PAUSE_SECONDS);
    await stack.waitForIdle();
    const storedBefore = await storedBytes(stack);
    await stack.resetMeter();
    const sinceMs = await stack.clock.now();
    const timing = { perSecond: PER_SECOND, modelMs: MODEL_MS, platformMs: PLATFORM_MS, aheadMs: await aheadMs() };
    const result = await outside.play({ ...job, ...timing, name: 'second' });
    await stack.waitForIdle();
    const snapshot = withoutTimers(await stack.meter());
    const log = (await stack.invocations('limit=5000')).filter(
      (one) => Date.parse(one.at) >= sinceMs && isCounted(one.function),
    );
    const stored = (await storedBytes(stack)) - storedBefore;
    return measures(result, snapshot, { logBytes: logBytes(log), storedBytes: stored });
  });

/** The sweeper runs every minute whether anybody writes or not: its cost is fixed and part of COST11. */
const isCounted = (name: string): boolean => !name.startsWith('Timers');

type Counted = Pick<MeterSnapshot, 'functions' | 'requests'>;

const withoutTimers = ({ functions, requests }: MeterSnapshot): Counted => ({
  functions: Object.fromEntries(Object.entries(functions).filter(([name]) => isCounted(name))),
  requests: requests.filter((one) => isCounted(one.function)),
});

const logBytes = (log: readonly Invocation[]): number =>
  log.reduce(
    (sum, one) =>
      sum + PLATFORM_LOG_BYTES + one.log.reduce<number>((all, line) => all + Buffer.byteLength(text(line)), 0),
    0,
  );

const text = (line: unknown): string => (typeof line === 'string' ? line : JSON.stringify(line));

async function storedBytes({ documentClient, tableName }: Stack): Promise<number> {
  let bytes = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documentClient.send(
      new ScanCommand({ TableName: tableName, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    bytes += (page.Items ?? []).reduce((sum, item) => sum + itemBytes(item), 0);
    from = page.LastEvaluatedKey;
  } while (from);
  return bytes;
}

function measures(result: DmResult, counted: Counted, sizes: { logBytes: number; storedBytes: number }): Measure[] {
  const { handled, lost, refused } = result;
  const sum = (pick: (usage: RequestUsage) => number) => counted.requests.reduce((all, one) => all + pick(one), 0);
  const each = (total: number) => (lost + refused === 0 ? total / handled : Number.NaN);
  const invocations = Object.values(counted.functions).reduce((all, one) => all + one.invocations, 0);
  const dollars = dollarsOf(result, counted, invocations, sizes, prices());
  const basis = 'count' as const;
  return [
    {
      id: 'COST1',
      what: 'write units per handled DM',
      value: each(sum((one) => one.writeUnits)),
      unit: 'WRU',
      gate: { atMost: 12 },
      moonshot: { atMost: 8 },
      basis,
      details: breakdown(counted, handled, (one) => one.writeUnits),
    },
    {
      id: 'COST2',
      what: 'read units per handled DM',
      value: each(sum((one) => one.readUnits)),
      unit: 'RRU',
      gate: { atMost: 4 },
      moonshot: { atMost: 2 },
      basis,
      details: breakdown(counted, handled, (one) => one.readUnits),
    },
    {
      id: 'COST3',
      what: 'billable requests of all services per handled DM',
      value: each(sum((one) => one.requests) + invocations),
      unit: 'requests',
      gate: { atMost: 20 },
      moonshot: { atMost: 14 },
      basis,
      details: {
        invocations: Object.fromEntries(
          Object.entries(counted.functions).map(([name, one]) => [name, one.invocations / handled]),
        ),
        ...breakdown(counted, handled, (one) => one.requests),
      },
    },
    {
      id: 'COST4',
      what: 'AWS dollars per million handled DMs, model excluded',
      value: each(Object.values(dollars).reduce((all, one) => all + one, 0) * 1_000_000),
      unit: 'USD',
      gate: { atMost: 20 },
      moonshot: { atMost: 12 },
      basis,
      details: {
        perMillion: Object.fromEntries(Object.entries(dollars).map(([name, total]) => [name, each(total) * 1_000_000])),
        logBytesEach: each(sizes.logBytes),
        egressBytesEach: each(result.egressBytes),
        storedBytesEach: each(sizes.storedBytes),
        prices: `${prices().region} ${prices().date}`,
        modelMs: MODEL_MS,
        platformMs: PLATFORM_MS,
        arrivalsPerSecond: PER_SECOND,
      },
    },
  ];
}

/** `function service operation` → amount per handled DM. */
const breakdown = (counted: Counted, handled: number, pick: (usage: RequestUsage) => number) =>
  Object.fromEntries(
    counted.requests
      .filter((one) => pick(one) > 0)
      .sort((a, b) => pick(b) - pick(a))
      .map((one) => [`${one.function} ${one.service} ${one.operation}`, pick(one) / handled]),
  );

/** Dollars of the whole scenario by line. */
function dollarsOf(
  result: DmResult,
  counted: Counted,
  invocations: number,
  sizes: { logBytes: number; storedBytes: number },
  price: Prices,
): Readonly<Record<string, number>> {
  const of = (service: string) =>
    counted.requests.filter((one) => one.service === service).reduce((all, one) => all + one.requests, 0);
  const units = (pick: (usage: RequestUsage) => number) => counted.requests.reduce((all, one) => all + pick(one), 0);
  const { perMillion } = price;
  const million = 1_000_000;
  return {
    ingress: (of('HttpApi') * perMillion.httpApiRequest) / million,
    lambdaRequests: (invocations * perMillion.lambdaRequest) / million,
    lambdaTime: gbSeconds(counted) * price.lambdaGbSecondArm,
    writes: (units((one) => one.writeUnits) * perMillion.writeRequestUnit) / million,
    reads: (units((one) => one.readUnits) * perMillion.readRequestUnit) / million,
    queues: (of('SQS') * perMillion.sqsRequest) / million,
    bus: (of('EventBridge') * perMillion.eventBusEvent) / million,
    keysAndSecrets:
      (of('KMS') * perMillion.kmsRequest) / million + (of('SecretsManager') * perMillion.secretsRequest) / million,
    live: ((of('WebSocketApi') + of('ApiGatewayManagementApi')) * perMillion.webSocketMessage) / million,
    logs: (sizes.logBytes / GB) * price.logsPerGb,
    egress: (result.egressBytes / GB) * price.egressPerGb,
    storageOneMonth: (sizes.storedBytes / GB) * (price.tablePerGbMonth + price.backupPerGbMonth),
  };
}

/**
 * What Lambda would bill: the time a run waits as it is here, the time it computes stretched to the share of a processor
 * that its memory buys there.
 */
function gbSeconds({ functions }: Counted): number {
  const memory = new Map(bundledFunctions().map((fn) => [fn.description, fn.memoryMb]));
  const usual = Math.max(...memory.values(), 128);
  return Object.values(functions).reduce((sum, one) => {
    const memoryMb = one.billedMs > 0 ? (one.gbSeconds / (one.billedMs / 1000)) * 1024 : usual;
    const stretched = one.billedMs - one.cpuMs + one.cpuMs * Math.max(1, FULL_CPU_MB / memoryMb);
    return sum + (stretched / 1000) * (memoryMb / 1024);
  }, 0);
}
