import { crc32, deflateSync } from 'node:zlib';

/** Pictures made by code, so that the demo needs no file of anybody's. */

export type Colour = readonly [red: number, green: number, blue: number];
/** The colour of a point; both coordinates run from 0 to 1. */
export type Painter = (x: number, y: number) => Colour;

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG of 8 bits a channel, without transparency. */
export function paintPng(width: number, height: number, painter: Painter): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // bits, RGB, and the only methods there are
  const stride = width * 3 + 1;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set(painter(x / width, y / height), y * stride + 1 + x * 3);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const isIn = (x: number, y: number, [left, top, right, bottom]: readonly [number, number, number, number]): boolean =>
  x >= left && x < right && y >= top && y < bottom;

/** A living room: wall, window, sofa, lamp, floor. */
export const livingRoom: Painter = (x, y) => {
  if (Math.hypot((x - 0.82) * 1.4, y - 0.3) < 0.07) return [250, 214, 140];
  if (isIn(x, y, [0.815, 0.3, 0.83, 0.72])) return [92, 78, 66];
  if (isIn(x, y, [0.1, 0.12, 0.42, 0.44])) {
    const isFrame = Math.abs(x - 0.26) < 0.006 || Math.abs(y - 0.28) < 0.006;
    return isFrame ? [250, 250, 248] : [176 + y * 120, 208 + y * 60, 232];
  }
  if (isIn(x, y, [0.2, 0.52, 0.68, 0.62])) return [120, 138, 122];
  if (isIn(x, y, [0.16, 0.6, 0.72, 0.74])) return [138, 156, 138];
  if (y > 0.72) return Math.floor(x * 14 + Math.floor(y * 24)) % 2 === 0 ? [201, 172, 138] : [193, 163, 129];
  return [240 - y * 12, 232 - y * 12, 222 - y * 14];
};

/** A floor plan: walls, rooms, doors. */
export const floorPlan: Painter = (x, y) => {
  const near = (value: number, line: number) => Math.abs(value - line) < 0.008;
  const isOuter = isIn(x, y, [0.08, 0.1, 0.92, 0.9]) && (x < 0.1 || x > 0.9 || y < 0.13 || y > 0.87);
  const isInner =
    (near(x, 0.5) && y > 0.1 && y < 0.9 && !(y > 0.55 && y < 0.66)) ||
    (near(y, 0.5) && x > 0.08 && x < 0.5 && !(x > 0.2 && x < 0.3)) ||
    (near(y, 0.38) && x > 0.5 && x < 0.92 && !(x > 0.6 && x < 0.7));
  if (isOuter || isInner) return [64, 62, 60];
  if (isIn(x, y, [0.1, 0.13, 0.5, 0.5])) return [244, 232, 218];
  if (isIn(x, y, [0.1, 0.5, 0.5, 0.87])) return [226, 236, 226];
  if (isIn(x, y, [0.5, 0.13, 0.9, 0.38])) return [222, 232, 242];
  return isIn(x, y, [0.5, 0.38, 0.9, 0.87]) ? [246, 240, 226] : [252, 251, 249];
};
