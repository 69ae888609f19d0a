/**
 * One strict JSON value from the bytes of a webhook or of a platform's answer (SEC2, SEC7).
 *
 * The whole body must be the value: a length-extended body, a second value or a byte order mark is refused. Integers
 * that a double cannot hold become strings, so 19-digit ids stay whole. Depth is limited before anything is built.
 */

export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: 'body.too-large' | 'body.too-deep' | 'body.not-utf8' | 'body.not-json' };

/** SEC7. Bytes and levels of nesting. */
export const MAX_BODY_BYTES = 256 * 1024;
export const MAX_DEPTH = 16;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Never throws. `maxBytes` may be tightened by the caller. */
export function parseStrictJson(bytes: Uint8Array, maxBytes: number = MAX_BODY_BYTES): StrictJson {
  if (bytes.byteLength > maxBytes) return { ok: false, code: 'body.too-large' };
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { ok: false, code: 'body.not-utf8' };
  }
  return parseStrictJsonText(text);
}

/** The same for a JSON text found inside a JSON string. Never throws. */
export function parseStrictJsonText(text: string): StrictJson {
  const lossless = quoteLongIntegers(text);
  if (lossless === undefined) return { ok: false, code: 'body.too-deep' };
  try {
    const value: unknown = JSON.parse(lossless);
    return { ok: true, value };
  } catch {
    return { ok: false, code: 'body.not-json' };
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LONG_INTEGER = /^-?[1-9]\d{15,}$/;
const NUMBER_RUN = /[-+.\deE]+/y;
const BLANKS = /[ \t\n\r]*/y;

/**
 * Quotes integers of 16 digits and more; undefined where the nesting is too deep. Only values are quoted: an integer
 * before a colon stays bare, so that no wrong JSON becomes right.
 */
function quoteLongIntegers(text: string): string | undefined {
  let depth = 0;
  let copied = 0;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return undefined;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const run = runAt(NUMBER_RUN, text, at);
      if (run.length > 15 && LONG_INTEGER.test(run) && isValue(text, at + run.length) && !isSafe(run)) {
        out += `${text.slice(copied, at)}"${run}"`;
        copied = at + run.length;
      }
      at += run.length - 1;
    }
  }
  return copied === 0 ? text : out + text.slice(copied);
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return at;
}

const runAt = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
};

const isSafe = (digits: string): boolean => Number.isSafeInteger(Number(digits));

function isValue(text: string, at: number): boolean {
  const next = text[at + runAt(BLANKS, text, at).length];
  return next === undefined || next === ',' || next === ']' || next === '}';
}
