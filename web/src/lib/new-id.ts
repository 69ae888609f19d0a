const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_BYTES = 16;

/**
 * The id of what is made here (a message, a job, a view): sortable by time, unique by chance, safe in a URL. Repeating a
 * request with it makes it once.
 */
export function newId(nowMs = Date.now(), random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))): string {
  let time = '';
  let rest = nowMs;
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    time = `${ALPHABET[rest % 32] ?? '0'}${time}`;
    rest = Math.floor(rest / 32);
  }
  return time + [...random].map((byte) => ALPHABET[byte % 32] ?? '0').join('');
}
