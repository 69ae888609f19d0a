import type { ServerResponse } from 'node:http';
import type { FaultRule, Faults, Occasion } from '../core/faults.ts';
import { json, type Reply } from './reply.ts';

/** How a platform words the faults that it answers itself. */
export type FaultWords = {
  readonly tokenExpired: () => Reply;
  readonly refused: (code: number | undefined) => Reply;
  readonly tooMany: (rule: FaultRule) => Reply;
};

const DEFAULT_HANG_MS = 30_000;

/** Real time on purpose: latency is the network's, not the calendar's. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a platform call with the faults planned for it (F35–F43). Latency comes before the call is judged. */
export async function withFaults(
  faults: Faults,
  occasion: Occasion,
  res: ServerResponse,
  words: FaultWords,
  run: () => Reply | Promise<Reply>,
): Promise<Reply | undefined> {
  const latency = faults.strike('api.latency', occasion);
  if (latency) await pause(faults.millis(latency, 0));
  const before = refusedBefore(faults, occasion, words);
  if (before) return before;

  const reply = await run();
  const failed = faults.strike('api.error-after', occasion);
  if (failed) return json({ error: 'internal error' }, failed.status);
  if (faults.strike('api.reset-after', occasion)) {
    res.socket?.resetAndDestroy();
    return undefined;
  }
  const hang = faults.strike('api.hang-after', occasion);
  if (hang) {
    await pause(faults.millis(hang, DEFAULT_HANG_MS));
    res.socket?.destroy();
    return undefined;
  }
  if (faults.strike('api.schema-changed', occasion)) return json({ result: { state: 'OK', version: 2 } });
  return reply;
}

function refusedBefore(faults: Faults, occasion: Occasion, words: FaultWords): Reply | undefined {
  const broken = faults.strike('api.error-before', occasion);
  if (broken) return json({ error: 'internal error' }, broken.status);
  const flooded = faults.strike('api.too-many', occasion);
  if (flooded) return words.tooMany(flooded);
  if (faults.strike('api.token-expired', occasion)) return words.tokenExpired();
  const refused = faults.strike('api.refused', occasion);
  return refused && words.refused(refused.code);
}
