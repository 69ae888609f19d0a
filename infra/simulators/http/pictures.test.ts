import { expect, test } from 'vitest';
import { pictureAddress, pictureType } from '../../../shared/pictures/rules-pictures.ts';
import { avatarPicture, avatarUrl, coverPicture, coverUrl } from './pictures.ts';

const ORIGIN = 'http://127.0.0.1:8081';
const bytesOf = ({ body }: { body: string | Buffer }): Buffer => Buffer.from(body);

test.each([
  ['an avatar', avatarPicture('小美.png'), 20_000],
  ['a cover', coverPicture('note-1.png'), 40_000],
])('SEC28: %s is a picture that the product takes in', (_what, reply, mostBytes) => {
  expect(reply.headers['content-type']).toBe('image/png');
  expect(pictureType(bytesOf(reply))).toBe('image/png');
  expect(bytesOf(reply).length).toBeLessThan(mostBytes);
});

test('a name always has the same face, another name another one', () => {
  expect(bytesOf(avatarPicture('小美.png')).equals(bytesOf(avatarPicture('小美')))).toBe(true);
  expect(bytesOf(avatarPicture('小美.png')).equals(bytesOf(avatarPicture('Leo.png')))).toBe(false);
  expect(bytesOf(coverPicture('n1.png')).equals(bytesOf(coverPicture('n2.png')))).toBe(false);
});

test('SEC28: where the deployment names the simulators, their pictures are fetched, and nowhere else', () => {
  for (const address of [avatarUrl(ORIGIN, '小美 & 阿宁/1'), coverUrl(ORIGIN, 'n#1')]) {
    expect(pictureAddress(address, [ORIGIN])?.href).toBe(address);
    expect(pictureAddress(address, [])).toBeUndefined();
  }
  expect(avatarUrl(ORIGIN, '阿宁/1')).toBe('http://127.0.0.1:8081/avatar/%E9%98%BF%E5%AE%81%2F1.png');
});
