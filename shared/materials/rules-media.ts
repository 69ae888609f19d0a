/** What may be uploaded, and what its own bytes say it is: the announced type is only an announcement. */

export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/bmp'] as const;
export const VIDEO_TYPES = ['video/mp4'] as const;
export const THUMBNAIL_TYPES = ['image/jpeg', 'image/webp', 'image/png'] as const;
export type MediaKind = 'image' | 'video';

/** Douyin takes images up to this size (reference/douyin.md 6.1); Xiaohongshu states none. */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
/** No platform states one: enough for a minute of video that a phone loads at once. */
export const MAX_VIDEO_BYTES = 100 * 1024 * 1024;
export const MAX_THUMBNAIL_BYTES = 200 * 1024;
/** An image of few bytes may still unpack into more memory than a phone has. */
export const MAX_PIXELS = 50_000_000;
/** Enough of a file for its type, and for its size behind most cameras' own notes. */
export const HEAD_BYTES = 256 * 1024;

export type UploadFault = 'upload.type' | 'upload.too-large' | 'upload.empty';

export const kindOfType = (contentType: string): MediaKind | undefined => {
  if (IMAGE_TYPES.some((type) => type === contentType)) return 'image';
  return VIDEO_TYPES.some((type) => type === contentType) ? 'video' : undefined;
};

/** Why a file of this type and size is not taken; undefined = it is. */
export function uploadFault(contentType: string, bytes: number): UploadFault | undefined {
  const kind = kindOfType(contentType);
  if (!kind) return 'upload.type';
  if (bytes <= 0) return 'upload.empty';
  return bytes > (kind === 'image' ? MAX_IMAGE_BYTES : MAX_VIDEO_BYTES) ? 'upload.too-large' : undefined;
}

export function thumbnailFault(contentType: string, bytes: number): UploadFault | undefined {
  if (!THUMBNAIL_TYPES.some((type) => type === contentType)) return 'upload.type';
  if (bytes <= 0) return 'upload.empty';
  return bytes > MAX_THUMBNAIL_BYTES ? 'upload.too-large' : undefined;
}

export interface Sniffed {
  readonly contentType: string;
  readonly width?: number;
  readonly height?: number;
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));
const starts = (bytes: Uint8Array, ...magic: readonly number[]): boolean =>
  bytes.length >= magic.length && magic.every((value, at) => bytes[at] === value);

/** What the first bytes of a file are; undefined = nothing that is taken. Never throws, reads no further than it may. */
export function sniff(bytes: Uint8Array): Sniffed | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) {
    const size = bytes.length >= 24 ? { width: view.getUint32(16), height: view.getUint32(20) } : {};
    return { contentType: 'image/png', ...size };
  }
  if (starts(bytes, 0xff, 0xd8, 0xff)) return { contentType: 'image/jpeg', ...jpegSize(bytes, view) };
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') {
    return { contentType: 'image/webp', ...webpSize(bytes, view) };
  }
  if (ascii(bytes, 0, 2) === 'BM' && bytes.length >= 26) {
    const size = { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
    return { contentType: 'image/bmp', ...size };
  }
  return isMp4(bytes, view) ? { contentType: 'video/mp4' } : undefined;
}

/** Kinds of the container that phones and platforms play as MP4. */
const MP4_BRANDS = ['isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'M4V ', 'MSNV', 'dash'];
/** What else it may hold: photos of phones (HEIC, AVIF), QuickTime films, sounds. They name the kinds above as well. */
const OTHER_BRANDS = /^(?:he[iv]|avi|mif|msf|qt {2}|M4[AB] |crx)/;

/** By the kind the container names itself; one that nobody knows counts by those it says it is readable as. */
function isMp4(bytes: Uint8Array, view: DataView): boolean {
  if (bytes.length < 12 || ascii(bytes, 4, 8) !== 'ftyp') return false;
  const brand = ascii(bytes, 8, 12);
  if (MP4_BRANDS.includes(brand)) return true;
  if (OTHER_BRANDS.test(brand)) return false;
  const end = Math.min(view.getUint32(0), bytes.length);
  for (let at = 16; at + 4 <= end; at += 4) if (MP4_BRANDS.includes(ascii(bytes, at, at + 4))) return true;
  return false;
}

type Size = Pick<Sniffed, 'width' | 'height'>;

/** Walks the segments up to the frame that states the size. */
function jpegSize(bytes: Uint8Array, view: DataView): Size {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return {};
}

function webpSize(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 30) return {};
  switch (ascii(bytes, 12, 16)) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 };
    default:
      return {};
  }
}

/** A picture that no phone should be asked to unpack. */
export const hasTooManyPixels = ({ width = 0, height = 0 }: Size): boolean => width * height > MAX_PIXELS;
