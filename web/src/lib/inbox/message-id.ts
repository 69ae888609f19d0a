const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_BYTES = 16;

/**
 * A message's id, made where the message is: sortable by time, unique by chance, safe in a URL. Repeating a request
 * with it sends once.
 */
export function newMessageId(
  nowMs = Date.now(),
  random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)),
): string {
  let time = '';
  let rest = nowMs;
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    time = `${ALPHABET[rest % 32] ?? '0'}${time}`;
    rest = Math.floor(rest / 32);
  }
  return time + [...random].map((byte) => ALPHABET[byte % 32] ?? '0').join('');
}
