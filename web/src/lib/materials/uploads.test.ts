import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Api } from '../api/api.ts';
import { upload } from './uploads.ts';

/** The smallest PNG that says its size. */
const HEAD = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  ...[0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  ...[0, 0, 2, 0x80, 0, 0, 1, 0xe0, 8, 6, 0, 0, 0, 0, 0, 0, 0],
]);
const file = () => new File([HEAD], '样板间.png', { type: 'image/png' });

const browser = { decode: async (): Promise<void> => undefined, puts: [] as string[] };

beforeAll(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    'Image',
    class {
      src = '';
      naturalWidth = 640;
      naturalHeight = 480;
      decode = () => browser.decode();
    },
  );
  // A canvas that the browser gives no memory.
  vi.stubGlobal('document', {
    createElement: () => ({
      getContext: () => {
        throw new RangeError('no memory');
      },
    }),
  });
  vi.stubGlobal(
    'XMLHttpRequest',
    class {
      status = 200;
      upload = {};
      onload = () => undefined;
      open = (_method: string, url: string) => void browser.puts.push(url);
      setRequestHeader = () => undefined;
      send = () => void this.onload();
    },
  );
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function bench() {
  const asked: unknown[] = [];
  const fetching: typeof fetch = async (_url, init) => {
    asked.push(JSON.parse(String(init?.body)));
    return Response.json({ uploadId: 'u1', url: 'https://bucket/whole', thumbnailUrl: 'https://bucket/small' });
  };
  return { asked, api: new Api({ fetch: fetching, token: () => Promise.resolve('token') }) };
}

test('C2: an image is sent whole where the browser makes no thumbnail of it', async () => {
  const { asked, api } = bench();
  expect(await upload(api, file(), 'image', () => undefined)).toMatchObject({
    uploadId: 'u1',
    kind: 'image',
    name: '样板间',
    width: 640,
    height: 480,
  });
  expect(asked).toEqual([{ contentType: 'image/png', bytes: 33 }]);
  expect(browser.puts).toEqual(['https://bucket/whole']);
});

test('C2: an image that is not drawn is broken, and goes nowhere', async () => {
  const { asked, api } = bench();
  browser.decode = () => Promise.reject(new DOMException('bad', 'EncodingError'));
  await expect(upload(api, file(), 'image', () => undefined)).rejects.toMatchObject({ code: 'upload.broken' });
  expect(asked).toEqual([]);
});
