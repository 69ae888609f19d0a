import { createHash } from 'node:crypto';
import { bytes, type Reply, safe } from './reply.ts';

/** For the simulators' own pages: a name's first character; the same name always gets the same hue. */
export function letterAvatar(file: string): Reply {
  const name = file.replace(/\.svg$/, '');
  const hue = (createHash('sha1').update(name).digest()[0] ?? 0) * 1.41;
  const letter = safe(Array.from(name)[0] ?? '?');
  return bytes(
    'image/svg+xml',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64"><rect width="64" height="64" fill="oklch(0.86 0.06 ${hue})"/><text x="32" y="42" font-family="sans-serif" font-size="28" text-anchor="middle" fill="oklch(0.38 0.09 ${hue})">${letter}</text></svg>`,
    86_400,
  );
}
