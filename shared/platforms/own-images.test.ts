import { expect, test } from 'vitest';
import { scriptedHttp } from './client-harness.ts';
import { createDouyinImages } from './douyin/images.ts';
import type { MediaSource, SendRequest } from './platform.ts';
import { contentOf } from './xiaohongshu/outgoing.ts';

const bytes = Buffer.from('89504e470d0a1a0a', 'hex');
const media: MediaSource = {
  url: (tenantId, objectId, part) => `https://bucket.example/${tenantId}/${objectId}/${part}`,
  read: async (_tenantId, objectId) => (objectId === 'gone' ? undefined : bytes),
};
const secrets = { clientKey: 'key', clientSecret: 'secret' };
const pass = { tenantId: 't1' } as unknown as SendRequest['pass'];
const image = (objectId: string) => ({ pass, body: { type: 'image' as const, objectId, width: 640, height: 480 } });

const douyin = (script: readonly (object | string)[], source: MediaSource = media) => {
  const { http, requests } = scriptedHttp(...script);
  let nowMs = 1_790_000_000_000;
  const deps = { http, clock: { now: () => nowMs }, baseUrl: 'https://dy.example', secrets, media: source };
  const wait = (ms: number): void => {
    nowMs += ms;
  };
  return { images: createDouyinImages(deps), requests, wait };
};
const token = { data: { access_token: 'clt.fake', expires_in: 7200, error_code: 0 } };
const uploaded = (id: string) => ({ image_id: id, data: { error_code: 0 } });

test('an image goes to Douyin as one file with the application’s token; its id is remembered for a day', async () => {
  const { images, requests, wait } = douyin([token, uploaded('@1'), uploaded('@2')]);
  expect(await images.withMediaId(image('o1'))).toMatchObject({ body: { mediaId: '@1' } });
  expect(await images.withMediaId(image('o1'))).toMatchObject({ body: { mediaId: '@1' } });
  expect(requests.map(({ url }) => url)).toEqual([
    'https://dy.example/oauth/stable_client_token/',
    'https://dy.example/tool/imagex/client_upload/',
  ]);
  const form = Buffer.from(requests[1]?.bytes ?? []);
  expect(form.includes(bytes)).toBe(true);
  expect(form.toString('latin1')).toContain('form-data; name="image"');
  expect(requests[1]?.headers).toMatchObject({ 'access-token': 'clt.fake' });
  wait(30 * 60_000);
  expect(await images.withMediaId(image('o1'))).toMatchObject({ body: { mediaId: '@1' } });
});

test('an id in `data` is read as well; a day later the bytes are uploaded again', async () => {
  const { images, wait } = douyin([token, { data: { image_id: '@1', error_code: 0 } }, token, uploaded('@2')]);
  expect(await images.withMediaId(image('o1'))).toMatchObject({ body: { mediaId: '@1' } });
  wait(24 * 3_600_000);
  expect(await images.withMediaId(image('o1'))).toMatchObject({ body: { mediaId: '@2' } });
});

test.each([
  ['an upload whose answer is lost', [token, 'cut'], 'throttled', 'http.cut'],
  ['a platform in trouble', [token, { status: 502, text: '' }], 'throttled', 'http.502'],
  ['a refused file', [token, { data: { error_code: 28001007 } }], 'rejected', '28001007'],
  ['a token nobody gives', ['not-sent'], 'throttled', 'http.not-sent'],
])('W9: %s spends nothing, because nothing was sent', async (_name, script, kind, code) => {
  const { images } = douyin(script);
  expect(await images.withMediaId(image('o1'))).toMatchObject({ failure: { kind: 'failed', class: kind, code } });
});

test('an image that is gone can never be sent; one that cannot be read now is tried again', async () => {
  expect(await douyin([]).images.withMediaId(image('gone'))).toMatchObject({
    failure: { class: 'rejected', code: 'image.gone' },
  });
  const broken: MediaSource = { ...media, read: () => Promise.reject(new Error('reset')) };
  expect(await douyin([], broken).images.withMediaId(image('o1'))).toMatchObject({
    failure: { class: 'throttled', code: 'image.unreadable' },
  });
});

test('Xiaohongshu gets an address of the tenant’s own object, with its size', () => {
  expect(contentOf(image('o1'), media)).toEqual({
    type: 'IMAGE',
    content: { image_url: 'https://bucket.example/t1/o1/whole', width: 640, height: 480 },
  });
  const video = { type: 'video' as const, objectId: 'v1', hasThumbnail: true, durationSeconds: 17.6 };
  expect(contentOf({ pass, body: video }, media)).toEqual({
    type: 'VIDEO',
    content: {
      video_url: 'https://bucket.example/t1/v1/whole',
      cover_url: 'https://bucket.example/t1/v1/thumbnail',
      duration: 18,
    },
  });
  expect(contentOf(image('o1'))).toEqual({ fault: 'image.no-address' });
});
