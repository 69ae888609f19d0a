import { expect, test } from 'vitest';
import { createMemoryObjects } from '../runtime/memory-objects.ts';
import { ObjectsFailure } from '../runtime/objects.ts';
import { rehosted } from './rehost.ts';

const AVATAR = 'https://p3.douyinpic.com/aweme/a.jpeg';
const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]);

function world(files: Readonly<Record<string, Uint8Array>>) {
  const objects = createMemoryObjects();
  const asked: string[] = [];
  const deps = {
    objects,
    origins: [],
    files: {
      get: async (url: URL, limits: { readonly maxBytes: number; readonly timeoutMs: number }) => {
        asked.push(`${url.href} ${limits.maxBytes} ${limits.timeoutMs}`);
        return files[url.href];
      },
    },
  };
  return { objects, asked, deps };
}

test('SEC28: a picture is fetched once within its limits, kept per tenant, and shown from the bucket', async () => {
  const { objects, asked, deps } = world({ [AVATAR]: JPEG });
  const [first] = await rehosted(deps, 't1', [AVATAR]);
  expect(first?.of).toBe(AVATAR);
  expect(first?.url).toMatch(/^https:\/\/bucket\.example\/pictures\/t1\/[\w-]{43}\?get$/);
  expect(await rehosted(deps, 't1', [AVATAR])).toEqual([first]);
  expect(asked).toEqual([`${AVATAR} 10485760 4000`]);
  expect([...objects.all.values()].map(({ contentType }) => contentType)).toEqual(['image/jpeg']);
  await rehosted(deps, 't2', [AVATAR]);
  expect([...objects.all.keys()].map((key) => key.slice(0, 12))).toEqual(['pictures/t1/', 'pictures/t2/']);
});

test('SEC28: what may not be fetched is not asked for; what is no picture is not kept', async () => {
  const page = 'https://sns.xhscdn.com/page';
  const gone = 'https://sns.xhscdn.com/gone';
  const { objects, asked, deps } = world({ [page]: new TextEncoder().encode('<script>alert(1)</script>') });
  const found = await rehosted(deps, 't1', ['http://169.254.169.254/latest/meta-data/', page, gone]);
  expect(found).toEqual([{ of: 'http://169.254.169.254/latest/meta-data/' }, { of: page }, { of: gone }]);
  expect(asked).toHaveLength(2);
  expect(objects.all.size).toBe(0);
});

test('SEC28: a bucket that cannot be reached shows no picture and fails nothing', async () => {
  const { deps } = world({ [AVATAR]: JPEG });
  const head = () => Promise.reject(new ObjectsFailure('HEAD'));
  expect(await rehosted({ ...deps, objects: { ...deps.objects, head } }, 't1', [AVATAR])).toEqual([{ of: AVATAR }]);
});

test('SEC28: of thirty pictures no more than eight are held at a time, and each is answered in its place', async () => {
  const { deps } = world({});
  let [atOnce, most] = [0, 0];
  const held: (() => void)[] = [];
  const files = {
    get: async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise<void>((resolve) => held.push(resolve));
      atOnce -= 1;
      return JPEG;
    },
  };
  const addresses = Array.from({ length: 30 }, (_, index) => `https://p3.douyinpic.com/aweme/${index}.jpeg`);
  const progress = { isDone: false };
  const answer = rehosted({ ...deps, files }, 't1', [...addresses, AVATAR, AVATAR]).finally(() => {
    progress.isDone = true;
  });
  while (!progress.isDone) {
    held.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const found = await answer;
  expect(most).toBe(8);
  expect(found.map(({ of }) => of)).toEqual([...addresses, AVATAR, AVATAR]);
  expect(new Set(found.map(({ url }) => url)).size).toBe(31);
  expect(found.every(({ url }) => url !== undefined)).toBe(true);
});
