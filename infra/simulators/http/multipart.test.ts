import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { fileField } from './multipart.ts';

const body = (name: string, content: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`--x\r\ncontent-disposition: form-data; name="${name}"; filename="a.png"\r\n\r\n`),
    content,
    Buffer.from('\r\n--x--\r\n'),
  ]);

test('the file of the named field comes back byte by byte', () => {
  const bytes = Buffer.from([0, 13, 10, 255, 13, 10, 13, 10, 7]);
  expect(fileField('multipart/form-data; boundary=x', body('image', bytes), 'image')).toEqual(bytes);
});

test('another field is not taken for it', () => {
  expect(fileField('multipart/form-data; boundary=x', body('picture', Buffer.from('a')), 'image')).toBeUndefined();
});

property.prop([fc.string(), fc.uint8Array()])('no input makes it fail', (type, bytes) => {
  expect(() => fileField(`multipart/form-data; boundary=${type}`, Buffer.from(bytes), 'image')).not.toThrow();
});
