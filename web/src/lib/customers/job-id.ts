const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An id that sorts by time: ten letters of the instant, sixteen of chance. */
export function newJobId(nowMs = Date.now()): string {
  let time = '';
  for (let left = nowMs, at = 0; at < 10; at += 1, left = Math.floor(left / 32))
    time = (LETTERS[left % 32] ?? '0') + time;
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(chance, (byte) => LETTERS[byte % 32]).join('');
}
