import { expect, test } from 'vitest';
import { pictureAddress, pictureShown, pictureType } from './rules-pictures.ts';

const SIMULATOR = 'http://127.0.0.1:8081';

test.each([
  'https://p3.douyinpic.com/aweme/100x100/a.jpeg',
  'https://sns-avatar-qc.xhscdn.com/avatar/1?imageView2/2/w/120',
  'https://p26-sign.byteimg.com/img/x~tplv.image?x-expires=1',
])('SEC28: a picture of a platform is fetched: %s', (address) => {
  expect(pictureAddress(address, [])?.href).toBe(address);
});

test('SEC28: the simulators’ own origin is one of the platforms’ where the deployment says so, and only there', () => {
  const address = `${SIMULATOR}/xiaohongshu/media/1.png`;
  expect(pictureAddress(address, [SIMULATOR])?.href).toBe(address);
  expect(pictureAddress(address, [])).toBeUndefined();
  expect(pictureAddress('http://127.0.0.1:8082/xiaohongshu/media/1.png', [SIMULATOR])).toBeUndefined();
});

test.each([
  'http://p3.douyinpic.com/a.jpeg',
  'https://p3.douyinpic.com:8443/a.jpeg',
  'https://user:pass@p3.douyinpic.com/a.jpeg',
  'https://p3.douyinpic.com@evil.example/a.jpeg',
  'https://douyinpic.com.evil.example/a.jpeg',
  'https://evildouyinpic.com/a.jpeg',
  'https://p3.douyinpic.com./a.jpeg',
  'https://169.254.169.254/latest/meta-data/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://[::1]/',
  'https://localhost/',
  'file:///etc/passwd',
  'data:image/png;base64,AAAA',
  'gopher://p3.douyinpic.com/',
  'javascript:alert(1)',
  '//p3.douyinpic.com/a.jpeg',
  'https://p3.douyinpic.com/'.padEnd(3_000, 'a'),
  '',
])('SEC28: never fetched: %s', (address) => {
  expect(pictureAddress(address, [])).toBeUndefined();
  expect(pictureAddress(address, [SIMULATOR])).toBeUndefined();
});

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

test('SEC28: the bytes say what a picture is; markup and films are none', () => {
  expect(pictureType(bytes('GIF89a\x01\x00'))).toBe('image/gif');
  expect(pictureType(bytes('\x89PNG\r\n\x1a\n'))).toBe('image/png');
  expect(pictureType(bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))).toBeUndefined();
  expect(pictureType(bytes('<!doctype html><script>alert(1)</script>'))).toBeUndefined();
  expect(pictureType(bytes('\x00\x00\x00\x18ftypmp42'))).toBeUndefined();
  expect(pictureType(new Uint8Array())).toBeUndefined();
});

test.each([
  [
    'https://p3-sign.byteimg.com/img/x~tplv.image?x-expires=1&x-signature=a',
    'https://p26-sign.byteimg.com/img/x~tplv.image?x-expires=2&x-signature=b',
  ],
  [
    'https://sns-webpic-qc.xhscdn.com/202611230100/0123456789abcdef0123456789abcdef/1040g/one!nd',
    'https://sns-webpic-bd.xhscdn.com/202611240100/fedcba9876543210fedcba9876543210/1040g/one!nd',
  ],
  ['https://sns-img.example/a.jpg?id=7&sign=1&t=5', 'https://sns-img.example/a.jpg?t=6&sign=2&id=7'],
])('M3: signed anew, it is the same picture: %s', (before, now) => {
  expect(pictureShown(now)).toBe(pictureShown(before));
});

test.each([
  ['https://sns-img.example/a.jpg', 'https://sns-img.example/b.jpg'],
  ['https://sns-img.example/a.jpg', 'https://other.example/a.jpg'],
  ['https://sns-img.example/a.jpg?id=7&sign=1', 'https://sns-img.example/a.jpg?id=8&sign=1'],
  [
    'https://sns-webpic-qc.xhscdn.com/202611230100/0123456789abcdef0123456789abcdef/1040g/one!nd',
    'https://sns-webpic-qc.xhscdn.com/202611230100/0123456789abcdef0123456789abcdef/1040g/two!nd',
  ],
  ['no address', 'another'],
])('M3: another picture is told from it: %s', (before, now) => {
  expect(pictureShown(now)).not.toBe(pictureShown(before));
});
