import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasTooManyPixels, sniff, thumbnailFault, uploadFault } from './rules-media.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');

test.each([
  [
    'a PNG of 640 × 480',
    '89504e470d0a1a0a 0000000d 49484452 00000280 000001e0 0802000000',
    { contentType: 'image/png', width: 640, height: 480 },
  ],
  [
    'a JPEG of 320 × 200 behind a camera note',
    'ffd8 ffe1 0008 457869660000 ffc0 0011 08 00c8 0140 03 011100 021101 031101',
    { contentType: 'image/jpeg', width: 320, height: 200 },
  ],
  [
    'a lossy WebP of 100 × 50',
    '52494646 00000000 57454250 56503820 00000000 000000 9d012a 6400 3200',
    { contentType: 'image/webp', width: 100, height: 50 },
  ],
  [
    'an extended WebP of 1000 × 600',
    '52494646 00000000 57454250 56503858 0a000000 00000000 e70300 570200',
    { contentType: 'image/webp', width: 1000, height: 600 },
  ],
  [
    'a BMP of 2 × 3, drawn top down',
    '424d 00000000 00000000 36000000 28000000 02000000 fdffffff 0100 1800',
    { contentType: 'image/bmp', width: 2, height: 3 },
  ],
  ['an MP4', '00000018 66747970 69736f6d 00000200', { contentType: 'video/mp4' }],
  [
    'an MP4 of a maker nobody knows',
    '0000001c 66747970 58415643 00000200 58415643 6d703432 69736f32',
    { contentType: 'video/mp4' },
  ],
  ['a JPEG that ends at once', 'ffd8ff', { contentType: 'image/jpeg' }],
])('M1: recognises %s', (_name, hex, expected) => {
  expect(sniff(bytes(hex))).toEqual(expected);
});

test.each([
  ['a GIF', '474946383961'],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>').toString('hex')],
  ['a picture with scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('hex')],
  ['a photo as phones keep it (HEIC)', '0000001c 66747970 68656963 00000000 6d696631 68656963 69736f6d'],
  ['a picture of the same container (AVIF)', '00000018 66747970 61766966 00000000 6d696631 6d696166'],
  ['a QuickTime film', '00000014 66747970 71742020 00000200 71742020'],
  ['a sound', '0000001c 66747970 4d344120 00000000 4d344120 6d703432 69736f6d'],
  ['nothing', ''],
])('M1: does not take %s', (_name, hex) => {
  expect(sniff(bytes(hex))).toBeUndefined();
});

test('M1: no bytes make the recognition fail, also behind a beginning it knows', () => {
  const beginnings = ['89504e470d0a1a0a', 'ffd8ff', 'ffd8ffe1', '524946460000000057454250', '424d', '0000001866747970'];
  const beginning = fc.constantFrom(...beginnings, '').map(bytes);
  fc.assert(
    fc.property(beginning, fc.uint8Array({ maxLength: 64 }), (first, rest) => {
      const found = sniff(Buffer.concat([first, rest]));
      expect(found === undefined || found.contentType.length > 0).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test('M1: types and sizes have limits', () => {
  expect(uploadFault('image/png', 10 * 1024 * 1024)).toBeUndefined();
  expect(uploadFault('image/png', 10 * 1024 * 1024 + 1)).toBe('upload.too-large');
  expect(uploadFault('video/mp4', 100 * 1024 * 1024 + 1)).toBe('upload.too-large');
  expect(uploadFault('image/gif', 10)).toBe('upload.type');
  expect(uploadFault('text/html', 10)).toBe('upload.type');
  expect(uploadFault('image/png', 0)).toBe('upload.empty');
  expect(thumbnailFault('image/webp', 200 * 1024 + 1)).toBe('upload.too-large');
  expect(thumbnailFault('video/mp4', 10)).toBe('upload.type');
});

test('M1: an image of few bytes that unpacks into too many pixels is refused', () => {
  expect(hasTooManyPixels({ width: 60_000, height: 60_000 })).toBe(true);
  expect(hasTooManyPixels({ width: 8_000, height: 6_000 })).toBe(false);
});
