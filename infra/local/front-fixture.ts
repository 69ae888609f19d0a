import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvokeResult, LocalClock, LocalContext, Resource, Template } from './types.ts';

/** A stand-in for the core, for tests of the front: a template from literals, recorded calls, a clock moved by hand. */

export interface FixtureResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Ref` gives the logical id and every attribute a text that ends in it. */
export function fixtureTemplate(resources: Readonly<Record<string, FixtureResource>>): Template {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isRecord(value)) return value;
    if (typeof value.Ref === 'string') return value.Ref;
    const attribute = value['Fn::GetAtt'];
    if (Array.isArray(attribute)) return `arn:aws:local:us-east-1:000000000000:${String(attribute[0])}`;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolve(entry)]));
  };
  const all: Resource[] = Object.entries(resources).map(([id, { Type, Properties = {} }]) => {
    const properties = resolve(Properties);
    return { id, type: Type, properties: isRecord(properties) ? properties : {}, dependsOn: [] };
  });
  return {
    resources: (type) => all.filter((resource) => resource.type === type),
    resolve,
    logicalIdOfArn: (arn) => all.find(({ id }) => arn.split(/[:/]/).includes(id))?.id,
    outputs: {},
  };
}

export interface ManualClock extends LocalClock {
  readonly timers: ReadonlySet<{ readonly atMs: number }>;
}

export function manualClock(startMs: number): ManualClock {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly fire: () => void }>();
  const fireDue = (): void => {
    for (const timer of [...timers].sort((a, b) => a.atMs - b.atMs)) {
      if (timer.atMs <= nowMs && timers.delete(timer)) timer.fire();
    }
  };
  return {
    timers,
    now: () => nowMs,
    setTimer(atMs, fire) {
      const timer = { atMs, fire };
      timers.add(timer);
      queueMicrotask(fireDue);
      return () => timers.delete(timer);
    },
    set(ms) {
      nowMs = ms;
      fireDue();
    },
    advance(ms) {
      nowMs += ms;
      fireDue();
    },
    setSpeed() {},
    state: () => ({ nowMs, speed: 1 }),
  };
}

export interface Fixture {
  readonly context: LocalContext;
  readonly clock: ManualClock;
  /** Messages that reached a queue, as `queue: body`. */
  readonly sent: string[];
  readonly invoked: { readonly functionId: string; readonly payload: unknown }[];
  readonly logged: string[];
  remove(): void;
}

export interface FixtureOptions {
  readonly resources: Readonly<Record<string, FixtureResource>>;
  readonly nowMs?: number;
  readonly invoke?: (functionId: string, payload: unknown) => InvokeResult | Promise<InvokeResult>;
  readonly sendToQueue?: (queueId: string, body: string) => void;
  readonly port?: number;
  readonly awsPort?: number;
  readonly stateDir?: string;
}

export function createFixture(options: FixtureOptions): Fixture {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'miaohong-front-'));
  const clock = manualClock(options.nowMs ?? Date.UTC(2026, 10, 2, 3, 4, 5));
  const fixture = { sent: [] as string[], invoked: [] as Fixture['invoked'][number][], logged: [] as string[] };
  const invoke = async (functionId: string, payload: unknown): Promise<InvokeResult> => {
    fixture.invoked.push({ functionId, payload });
    return (await options.invoke?.(functionId, payload)) ?? { ok: true, value: undefined };
  };
  const context: LocalContext = {
    template: fixtureTemplate(options.resources),
    functions: {
      invoke,
      async invokeAsync(functionId, payload) {
        await invoke(functionId, payload);
      },
    },
    clock,
    stateDir,
    origin: `http://127.0.0.1:${options.port ?? 0}`,
    awsPort: options.awsPort ?? 0,
    dynamoUrl: 'http://127.0.0.1:9',
    queueUrl: (id) => id,
    async sendToQueue(queueId, body) {
      options.sendToQueue?.(queueId, body);
      fixture.sent.push(`${queueId}: ${body}`);
    },
    log: (line) => fixture.logged.push(line),
    localApi: async ({ method, url, body }) =>
      url.pathname === '/_local/clock' ? { status: 200, json: { method, body } } : undefined,
  };
  return {
    ...fixture,
    context,
    clock,
    remove: () => rmSync(stateDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }),
  };
}
