import { createHash } from 'node:crypto';
import { type Colour, type Painter, paintPng } from '../../local/demo/picture.ts';
import { bytes, type Reply } from './reply.ts';

/** Pictures as a platform serves them, painted by code: the product takes in pixels only, no vector drawing (SEC28). */

const AVATAR_PIXELS = 96;
const COVER_PIXELS = { width: 480, height: 320 };
const KEPT_SECONDS = 86_400;
/** Each pixel is looked at this often in both directions, so that edges are smooth. */
const SAMPLES = 3;

/** The address of a person's or an account's picture below the simulators' origin. */
export const avatarUrl = (origin: string, name: string): string => `${origin}/avatar/${encodeURIComponent(name)}.png`;
/** The address of a note's or a page's cover. */
export const coverUrl = (origin: string, id: string): string => `${origin}/cover/${encodeURIComponent(id)}.png`;

/** Head and shoulders before a wall; the same name always looks the same. */
export function avatarPicture(file: string): Reply {
  const traits = traitsOf(file);
  const wall = tone(traits(0), 0.9);
  const skin: Colour = [222 + traits(1) * 24, 178 + traits(2) * 36, 150 + traits(3) * 40];
  const hair = tone(traits(4) * 0.12, 0.3);
  const clothes = tone(traits(5), 0.55);
  const hairDepth = 0.02 + traits(6) * 0.1;
  const person: Painter = (x, y) => {
    const isFace = Math.hypot((x - 0.5) / 0.17, (y - 0.42) / 0.2) < 1;
    const isHair = Math.hypot((x - 0.5) / 0.21, (y - 0.38) / 0.22) < 1 && (!isFace || y < 0.28 + hairDepth);
    if (isHair) return hair;
    if (isFace || (Math.abs(x - 0.5) < 0.07 && y > 0.5 && y < 0.7)) return skin;
    return Math.hypot((x - 0.5) / 0.34, (y - 1.02) / 0.36) < 1 ? clothes : wall;
  };
  return png(AVATAR_PIXELS, AVATAR_PIXELS, smooth(person, AVATAR_PIXELS, AVATAR_PIXELS));
}

/** A room in two colours with a window and a lamp: enough to tell one note from another. */
export function coverPicture(file: string): Reply {
  const traits = traitsOf(file);
  const wall = tone(traits(0), 0.88);
  const floor = tone(traits(1) * 0.12, 0.62);
  const sofa = tone(traits(2), 0.5);
  const windowAt = 0.08 + traits(3) * 0.3;
  const sofaAt = 0.2 + traits(4) * 0.3;
  const room: Painter = (x, y) => {
    if (x > sofaAt && x < sofaAt + 0.45 && y > 0.56 && y < 0.8) return y < 0.66 ? shaded(sofa, 0.86) : sofa;
    if (x > windowAt && x < windowAt + 0.26 && y > 0.12 && y < 0.5) {
      const isFrame = Math.abs(x - windowAt - 0.13) < 0.006 || Math.abs(y - 0.31) < 0.008;
      return isFrame ? [250, 250, 248] : [178 + y * 90, 208 + y * 50, 234];
    }
    if (Math.hypot((x - 0.86) * 1.5, y - 0.3) < 0.08) return [250, 218, 150];
    return y > 0.74 ? shaded(floor, 1 - (y - 0.74) * 0.5) : shaded(wall, 1 - y * 0.08);
  };
  const { width, height } = COVER_PIXELS;
  return png(width, height, room);
}

const png = (width: number, height: number, painter: Painter): Reply =>
  bytes('image/png', paintPng(width, height, painter), KEPT_SECONDS);

/** Numbers from 0 to 1 that belong to a name. */
function traitsOf(file: string): (which: number) => number {
  const digest = createHash('sha1')
    .update(file.replace(/\.png$/, ''))
    .digest();
  return (which) => (digest[which] ?? 0) / 255;
}

/** A soft colour: hue from 0 to 1 around the wheel, lightness from 0 to 1. */
function tone(hue: number, lightness: number): Colour {
  const strength = 0.36 * Math.min(lightness, 1 - lightness);
  const part = (shift: number): number => 255 * (lightness + strength * Math.cos(2 * Math.PI * (hue - shift)));
  return [part(0), part(1 / 3), part(2 / 3)];
}

const shaded = ([red, green, blue]: Colour, by: number): Colour => [red * by, green * by, blue * by];

function smooth(painter: Painter, width: number, height: number): Painter {
  const steps = Array.from({ length: SAMPLES }, (_, at) => (at + 0.5) / SAMPLES);
  const offsets = steps.flatMap((across) => steps.map((down) => [across / width, down / height] as const));
  return (x, y) => {
    const seen = offsets.map(([across, down]) => painter(x + across, y + down));
    const mean = (channel: 0 | 1 | 2): number => seen.reduce((sum, colour) => sum + colour[channel], 0) / seen.length;
    return [mean(0), mean(1), mean(2)];
  };
}
