/**
 * A scan over the plain XML that spreadsheets are made of: tags, attributes, text. It knows no DTD and no entity but the
 * five of XML and numbered ones, so nothing in a file can make it fetch or grow.
 */

export type Mark =
  | { readonly kind: 'open' | 'empty'; readonly name: string; readonly attributes: string }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MAX_CODE_POINT = 0x10ffff;

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= MAX_CODE_POINT ? String.fromCodePoint(code) : whole;
}

export const plain = (text: string): string =>
  text.includes('&') ? text.replace(/&(#?\w{1,8});/g, (whole, name: string) => entity(whole, name)) : text;

/** Without the namespace: files are written with and without prefixes. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The marks of a text, one after another; what is no mark (comments, declarations) is passed over. */
export function* marksOf(xml: string): Generator<Mark> {
  let at = 0;
  while (at < xml.length) {
    const open = xml.indexOf('<', at);
    if (open < 0 || open > at) yield { kind: 'text', text: plain(xml.slice(at, open < 0 ? xml.length : open)) };
    if (open < 0) return;
    const close = xml.indexOf(xml.startsWith('<!--', open) ? '-->' : '>', open);
    if (close < 0) return;
    const inner = xml.slice(open + 1, close);
    const mark = markOf(inner);
    if (mark) yield mark;
    at = xml.indexOf('>', close) + 1;
  }
}

function markOf(inner: string): Mark | undefined {
  if (inner.startsWith('/')) return { kind: 'close', name: local(inner.slice(1).trim()) };
  const name = /^[\w.:-]+/.exec(inner)?.[0];
  if (name === undefined) return undefined;
  const attributes = inner.slice(name.length);
  return { kind: attributes.trimEnd().endsWith('/') ? 'empty' : 'open', name: local(name), attributes };
}

/** An attribute of a mark by its name without a namespace. */
export function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : plain(value);
}
