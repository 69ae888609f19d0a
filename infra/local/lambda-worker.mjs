/**
 * One Lambda execution environment in a worker thread: loads the bundled asset and runs one invocation at a time.
 *
 * Messages in: `{ id, event, context, timeoutMs }`. Messages out: `ready`, `failed` (initialisation), `lines` (log lines
 * of a long run), `done`. Everything that an invocation used (log lines, AWS calls, CPU time) travels with `done`.
 */
import { enableCompileCache } from 'node:module';
import { threadCpuUsage } from 'node:process';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { costOf } from './lambda-worker-meter.mjs';

const { entry, exportName, clock, compileCache } = workerData;
if (compileCache) enableCompileCache(compileCache);

const version = new Int32Array(clock, 0, 1);
const cells = new Float64Array(clock, 8, 3);
globalThis.miaohongNow = () => {
  for (;;) {
    const before = Atomics.load(version, 0);
    const now = cells[0] + (Date.now() - cells[1]) * cells[2];
    if (before % 2 === 0 && Atomics.load(version, 0) === before) return Math.floor(now);
  }
};

let lines = [];
let calls = [];
let current;
let flushing;

const flush = () => {
  flushing = undefined;
  if (lines.length === 0 && calls.length === 0) return;
  parentPort.postMessage({ kind: 'lines', id: current, lines, calls });
  lines = [];
  calls = [];
};
// Sent with the result; a long or killed invocation still shows what it wrote so far.
const flushLater = () => {
  flushing ??= setTimeout(flush, 50).unref();
};

globalThis.miaohongMeter = (call) => {
  calls.push(costOf(call));
  flushLater();
};

let partial = '';
const capture = (chunk, encoding, callback) => {
  const parts = (partial + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))).split('\n');
  partial = parts.pop() ?? '';
  lines.push(...parts.filter(Boolean));
  flushLater();
  const done = typeof encoding === 'function' ? encoding : callback;
  if (done) queueMicrotask(done);
  return true;
};
process.stdout.write = capture;
process.stderr.write = capture;

const toFailure = (error) =>
  error instanceof Error
    ? { type: error.name, message: error.message, stack: error.stack }
    : { type: 'Error', message: String(error) };

const cpuMs = () => {
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
};

let handler;
try {
  const loaded = await import(pathToFileURL(entry).href);
  handler = loaded[exportName] ?? loaded.default?.[exportName];
  if (typeof handler !== 'function') throw new Error(`${entry} exports no function ${exportName}`);
  parentPort.postMessage({ kind: 'ready', cpuMs: cpuMs(), lines: lines.splice(0) });
} catch (error) {
  parentPort.postMessage({ kind: 'failed', error: toFailure(error), lines: lines.splice(0) });
}

function call(event, context) {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, value) => (error ? reject(error) : resolve(value)));
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  });
}

/** Code that did not load answers nothing: its host ends it with the reason, whatever was already on its way here. */
async function serve({ id, event, context, timeoutMs }) {
  current = id;
  const startedMs = performance.now();
  const startedCpuMs = cpuMs();
  const answer = {};
  try {
    const value = await call(JSON.parse(event), {
      ...context,
      awsRequestId: id,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, timeoutMs - (performance.now() - startedMs)),
    });
    answer.value = JSON.stringify(value) ?? 'null';
  } catch (error) {
    answer.error = toFailure(error);
  }
  clearTimeout(flushing);
  flushing = undefined;
  parentPort.postMessage({ kind: 'done', id, ...answer, cpuMs: cpuMs() - startedCpuMs, lines, calls });
  lines = [];
  calls = [];
}

if (typeof handler === 'function') parentPort.on('message', serve);
