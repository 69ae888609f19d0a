/**
 * One bundled function in a process of its own, as Lambda runs it. Plain JavaScript: stripping types would cost the memory
 * and processor time that is measured here.
 *
 * Messages in: a payload. Messages out: `{ readyCpuMs }` once loaded, then for each payload `{ value | error,
 * firstCallCpuMs, rssBytes }`. The processor time counts from before the bundle was imported.
 */
import { pathToFileURL } from 'node:url';

const before = process.cpuUsage();
const cpuMs = () => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

let firstCallCpuMs;
globalThis.miaohongMeter = () => {
  firstCallCpuMs ??= cpuMs();
};

const { handler } = await import(pathToFileURL(process.argv[2]).href);
process.send({ readyCpuMs: cpuMs() });

const context = { functionName: 'bench', awsRequestId: 'bench', getRemainingTimeInMillis: () => 30_000 };
process.on('message', async (payload) => {
  const answer = {};
  try {
    answer.value = (await handler(payload, context)) ?? null;
  } catch (error) {
    answer.error = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  process.send({ ...answer, firstCallCpuMs, rssBytes: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit(0));
