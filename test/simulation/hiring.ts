import { handlerOf, type Outside, type Ports, portsOf } from './functions.ts';
import type { Patch } from './patch.ts';
import { createWorker, type FunctionName, type Outcome, type Sim, type Worker } from './worker.ts';

/** Who runs a function: a worker that is warm from before, or a new one. */

interface Hired {
  readonly worker: Worker;
  readonly ports: Ports;
  readonly handle: (event: unknown) => Promise<unknown>;
}

type Batch = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

export function createHiring(sim: Sim, outside: Outside, patch: Patch) {
  const idle = new Map<FunctionName, Hired[]>();
  let workers = 0;
  const hire = (fn: FunctionName): Hired => {
    const warm = idle.get(fn)?.pop();
    if (warm && !sim.chaos.strikes('F15', fn)) return warm;
    const worker = createWorker(sim, ++workers, fn);
    const patched = { ...outside, tableOf: (of: Worker) => patch.table(outside.tableOf(of), of) };
    const ports = patch.ports(portsOf(sim, patched, worker), worker);
    return { worker, ports, handle: patch.handler(handlerOf(outside, worker, ports), worker, ports) };
  };
  const invoke = async <T>(fn: FunctionName, job: (hired: Hired) => Promise<T>): Promise<Outcome<T>> => {
    const hired = hire(fn);
    const outcome = await hired.worker.run(() => job(hired));
    if (hired.worker.state() === 'idle') idle.set(fn, [...(idle.get(fn) ?? []), hired]);
    return outcome;
  };
  /** What of a batch is to come again. */
  const failuresOf = async (fn: FunctionName, event: unknown): Promise<Outcome<readonly string[] | undefined>> => {
    // Functions behind queues and streams answer so.
    const outcome = await invoke(fn, ({ handle }) => handle(event) as Promise<Batch>);
    if (!outcome.ok) return outcome;
    return { ok: true, value: outcome.value.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
  };
  return { invoke, failuresOf };
}
