/**
 * How much of a list one answer carries, in bytes as they travel: a function may answer 6 MB, and the gateway's envelope
 * carries the body as text within JSON, so that every quote in it counts twice. Half of that: nobody looks at more in one go.
 */
const PAGE_BYTES = 3 * 1024 * 1024;

/** The first of these that fit one answer; never none of some, or a list would not go on. */
export function fitting<T>(items: readonly T[]): readonly T[] {
  let bytes = 0;
  const from = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
    return bytes > PAGE_BYTES;
  });
  return from < 0 ? items : items.slice(0, Math.max(from, 1));
}
