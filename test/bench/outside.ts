import { Worker } from 'node:worker_threads';
import type { DmJob, DmResult } from './outside-job.ts';

/** Customers, platform and model in a thread of their own. */
export interface Outside {
  /** Points the product's calls here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Plays messages until each is answered or given up. */
  play(job: DmJob): Promise<DmResult>;
  close(): Promise<void>;
}

type Told = { readonly kind: 'ready'; readonly port: number } | { readonly kind: 'done'; readonly result: DmResult };

export async function startOutside(): Promise<Outside> {
  const worker = new Worker(new URL('./outside-worker.ts', import.meta.url));
  const next = () =>
    new Promise<Told>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  const ready = await next();
  const origin = `http://127.0.0.1:${ready.kind === 'ready' ? ready.port : 0}`;
  return {
    environment: {
      DOUYIN_API_URL: `${origin}/douyin`,
      XIAOHONGSHU_API_URL: `${origin}/xiaohongshu`,
      ANTHROPIC_BASE_URL: `${origin}/anthropic`,
    },
    async play(job) {
      worker.postMessage(job);
      const told = await next();
      if (told.kind !== 'done') throw new Error('the outside world answered out of turn');
      return told.result;
    },
    async close() {
      await worker.terminate();
    },
  };
}
