import { statSync } from 'node:fs';
import type { Measure } from './report.ts';
import { type BundledFunction, bundledFunctions } from './template.ts';

/** Functions whose start a customer waits for; by their names in the template. */
export const HOT = {
  webhooks: 'HttpWebhooks',
  conversation: 'StreamConversation',
  agent: 'AgentsWorker',
  sender: 'SendingWorker',
  timers: 'TimersWorker',
} as const;
export type HotName = keyof typeof HOT;

const KB = 1024;

/** @throws {Error} if the template has no such function. */
export function hotFunction(name: HotName): BundledFunction {
  const found = bundledFunctions().find(({ id }) => id.startsWith(HOT[name]));
  if (!found) throw new Error(`the template has no function ${HOT[name]}`);
  return found;
}

export const hotNames = Object.keys(HOT).filter((name): name is HotName => name in HOT);

/** SPEED1: the largest minified bundle of a hot function. */
export async function measureBundles(): Promise<Measure[]> {
  const sizeKb = (file: string) => statSync(file).size / KB;
  return [
    {
      id: 'SPEED1',
      what: 'largest minified bundle of a hot function',
      value: Math.max(...hotNames.map((name) => sizeKb(hotFunction(name).file))),
      unit: 'KB',
      gate: { atMost: 600 },
      moonshot: { atMost: 350 },
      basis: 'size',
      details: Object.fromEntries(bundledFunctions().map(({ id, file }) => [id, Math.round(sizeKb(file))])),
    },
  ];
}
