/** A body as JSON; undefined where it is none. Platforms answer bad bodies in their own words, so nothing is thrown. */
export function lenientJson(bytes: Buffer): unknown {
  try {
    const value: unknown = bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
}
