import { join } from 'node:path';
import { type EventSources, startEventSources } from './event-sources.ts';
import { createInvocations, type Invocations } from './invocations.ts';
import type { FunctionSpec } from './lambda-function.ts';
import { createLambdaHost, type LambdaHost } from './lambda-host.ts';
import { createMeter, type Meter } from './meter.ts';
import { createAsyncInvocations } from './runtime-async.ts';
import type { Closers } from './runtime-closers.ts';
import type { Storage } from './runtime-storage.ts';
import type { LoadedTemplate } from './template.ts';
import type { FunctionHost } from './types.ts';

/** Everything that runs functions and tells of it. */
export interface Compute {
  readonly host: LambdaHost;
  readonly functions: FunctionHost;
  readonly sources: EventSources;
  readonly meter: Meter;
  readonly invocations: Invocations;
  sendToQueue(queueId: string, body: string): Promise<void>;
}

export interface ComputeSettings {
  readonly template: LoadedTemplate;
  readonly specs: readonly FunctionSpec[];
  readonly storage: Storage;
  readonly stateDir: string;
  readonly log: (line: string) => void;
}

/** Starts the functions' host, their event sources and the asynchronous invocations that an earlier run left. */
export function startCompute(settings: ComputeSettings, closers: Closers): Compute {
  const { template, specs, storage, stateDir, log } = settings;
  const { store, clock, queues } = storage;
  const meter = createMeter(() => clock.now());
  const invocations = createInvocations({ logDir: join(stateDir, 'logs'), now: () => clock.now(), log });
  closers.add(() => invocations.stop());
  const host = createLambdaHost({
    specs,
    clock: clock.shared,
    compileCache: join(stateDir, 'compile-cache'),
    report(report) {
      meter.invocation(report);
      invocations.add(report);
    },
  });
  closers.add(() => host.close());
  const sendToQueue = async (queueId: string, body: string): Promise<void> => {
    const queue = queues.list().find((one) => one.settings.id === queueId);
    if (!queue) throw new Error(`the template has no queue ${queueId}`);
    await queue.send(body);
  };
  const invoke: FunctionHost['invoke'] = (functionId, payload) => host.invoke(functionId, payload);
  const later = createAsyncInvocations({ store, clock, template, run: invoke, sendToQueue, log });
  closers.add(() => later.stop());
  const labels = new Map(specs.map((spec) => [spec.id, spec.label]));
  const sources = startEventSources({
    ...storage,
    template,
    host,
    meter: (functionId) => meter.source(labels.get(functionId) ?? functionId),
    log,
  });
  closers.add(() => sources.stop());
  const functions: FunctionHost = { invoke, invokeAsync: (functionId, payload) => later.invoke(functionId, payload) };
  return { host, functions, sources, meter, invocations, sendToQueue };
}
