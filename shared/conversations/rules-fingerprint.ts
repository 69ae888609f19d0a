import type { MessageBody } from './model.ts';
import type { RulePack } from './pack-schema.ts';

/** The head keeps several of them, and a head is billed by the KB. */
const LENGTH = 8;

/**
 * A short name of a text, some 41 bits in base 36. For telling one of a handful of recent messages from another, not for
 * keeping secrets or identity: collisions among five candidates do not happen in practice, and would only merge an echo.
 */
export function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36).slice(-LENGTH);
}

/** Names a body by what its echo repeats: the text, or the kind of what it holds. */
export function bodyFingerprint(body: MessageBody): string {
  switch (body.type) {
    case 'text':
      return fingerprint(`t${body.text.trim()}`);
    case 'card':
      return fingerprint(`c${body.card}`);
    default:
      return fingerprint(body.type);
  }
}

/** A document's fingerprint that does not depend on the order of its keys. */
export const documentFingerprint = (document: unknown): string => fingerprint(canonical(document));

const packs = new WeakMap<RulePack, string>();

/** Why a figure is believed decides nothing: it may be told better without making another pack. */
const withoutProse = (name: string, value: unknown): unknown => (name === 'assumed' ? undefined : value);

/** Names what a pack says, whatever it is called (W12): a pack that was changed in place is another one. */
export function packFingerprint(pack: RulePack): string {
  const known = packs.get(pack) ?? documentFingerprint(JSON.parse(JSON.stringify(pack, withoutProse)));
  packs.set(pack, known);
  return known;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
