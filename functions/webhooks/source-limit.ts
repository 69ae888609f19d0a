/**
 * SEC7: who posts refused webhooks in numbers is refused before anything is read of them, and leaves one log line a
 * second rather than one a request. Only refusals count: a platform posts for every tenant from few addresses, and its
 * signed webhooks must never be held back. One bucket a source, in the memory of an instance; nothing is stored.
 */
export interface SourceLimit {
  /** Whether a source is listened to now. */
  admits(source: string): boolean;
  /** A webhook of the source was refused. @returns whether it is worth a line in the log. */
  refused(source: string): boolean;
}

/** Refusals a second and instance that a source may cause; a platform whose secret was changed causes a few. */
const PER_SECOND = 50;
const BURST = 100;
/** Sources remembered: a flood of made-up ones makes the oldest forgotten and costs no memory. */
const MAX_SOURCES = 1_000;

export function createSourceLimit(clock: { now(): number }): SourceLimit {
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  const refilled = (source: string): { tokens: number; atMs: number } => {
    const nowMs = clock.now();
    const known = buckets.get(source);
    if (!known) return { tokens: BURST, atMs: nowMs };
    const earned = (Math.max(0, nowMs - known.atMs) / 1000) * PER_SECOND;
    return { tokens: Math.min(BURST, known.tokens + earned), atMs: nowMs };
  };

  return {
    admits: (source) => !buckets.has(source) || refilled(source).tokens >= 1,
    refused(source) {
      const bucket = refilled(source);
      const isTold = bucket.tokens >= 1;
      buckets.delete(source);
      buckets.set(source, { ...bucket, tokens: Math.max(0, bucket.tokens - 1) });
      const [oldest] = buckets.keys();
      if (buckets.size > MAX_SOURCES && oldest !== undefined) buckets.delete(oldest);
      return isTold;
    },
  };
}

/**
 * Names the source of a request by the last two addresses of its way: through the distribution the caller's own and the
 * edge's, which nobody else can write there; straight to the API whatever the caller claims and its own address, which
 * is never an edge's. So nobody gets a platform's source refused.
 */
export function sourceOf(headers: Readonly<Record<string, string | undefined>>, sourceIp: string): string {
  const way = (headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim());
  return [...way, ...(way.at(-1) === sourceIp ? [] : [sourceIp])]
    .filter((part) => part !== '')
    .slice(-2)
    .join(' ');
}
