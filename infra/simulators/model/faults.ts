import * as z from 'zod';

/** What can go wrong with a model, on request (reliability.md F44–F53). */
export const FaultKind = z.enum([
  'throttle',
  'spend-limit',
  'overloaded',
  'server-error',
  'unauthorized',
  'hang',
  'cut',
  'malformed',
  'refusal',
  'max-tokens',
  'unknown-tool',
  'foreign-ids',
  'endless-tools',
  'tool-first',
  'empty',
  'long',
  'obey-injection',
]);
export type FaultKind = z.infer<typeof FaultKind>;

const Fault = z.object({
  kind: FaultKind,
  /** How many calls it hits; absent = one. */
  times: z.number().int().min(1).max(1_000_000).default(1),
  /** `throttle`: what the answer asks to wait. */
  retryAfterSeconds: z.number().min(0).max(3600).default(1),
});
export type Fault = z.infer<typeof Fault>;

export const ControlBody = z.object({
  /** Forget faults, counts and the prompt cache before the rest applies. */
  reset: z.boolean().optional(),
  latencyMs: z.number().int().min(0).max(120_000).optional(),
  faults: z.array(Fault).max(100).optional(),
});

export interface FaultBox {
  add(faults: readonly Fault[]): void;
  clear(): void;
  pending(): readonly Fault[];
  /** The fault of this call, if any: one named by the request's header, else the next of the queue. */
  next(header: string | undefined): Fault | undefined;
}

export function createFaultBox(): FaultBox {
  let queue: Fault[] = [];
  return {
    add: (faults) => queue.push(...faults),
    clear: () => {
      queue = [];
    },
    pending: () => queue,
    next(header) {
      const named = Fault.safeParse({ kind: header });
      if (named.success) return named.data;
      const [first, ...rest] = queue;
      if (!first) return undefined;
      queue = first.times > 1 ? [{ ...first, times: first.times - 1 }, ...rest] : rest;
      return first;
    },
  };
}
