/** The bytes of one file field of a multipart/form-data body; undefined where it is not there. */
export function fileField(contentType: string, body: Buffer, name: string): Buffer | undefined {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!mark) return undefined;
  const delimiter = Buffer.from(`--${mark}`);
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const next = body.indexOf(delimiter, at + delimiter.length);
    if (next < 0) return undefined;
    const part = body.subarray(at + delimiter.length + 2, next - 2);
    const split = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, Math.max(0, split)).toString('utf8');
    if (split >= 0 && new RegExp(`[;\\s]name="?${name}"?(;|\\s|$)`, 'i').test(head)) return part.subarray(split + 4);
    at = next;
  }
  return undefined;
}
