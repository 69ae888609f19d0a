import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';

/** Objects of one bucket as files: `<hash of the key>.bin` with the bytes, `.json` with what is known of them. */

const Meta = z.object({
  key: z.string(),
  contentType: z.string(),
  bytes: z.number(),
  etag: z.string(),
  storedAtMs: z.number(),
});
export type StoredObject = z.infer<typeof Meta>;

export interface NewObject {
  readonly key: string;
  readonly contentType: string;
  /** What the sender announced; another number of bytes is refused. */
  readonly bytes: number;
  readonly body: Readable;
}

export interface BucketFiles {
  find(key: string): StoredObject | undefined;
  list(): readonly StoredObject[];
  /** Resolves once bytes and facts are on disk; undefined = fewer or more bytes came than announced: nothing is kept. */
  write(object: NewObject): Promise<StoredObject | undefined>;
  copy(from: StoredObject, key: string): Promise<StoredObject>;
  read(object: StoredObject, range?: { readonly from: number; readonly to: number }): Readable;
  remove(key: string): Promise<void>;
}

/** Opens the folder, with whatever an earlier run stored. Readers see an object whole or not at all. */
export function openBucketFiles(folder: string, now: () => number): BucketFiles {
  mkdirSync(folder, { recursive: true });
  const fileOf = (key: string, ending: string) =>
    join(folder, `${createHash('sha256').update(key).digest('hex')}.${ending}`);
  const known = new Map<string, StoredObject>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.json')) continue;
    const meta = Meta.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    if (existsSync(fileOf(meta.key, 'bin'))) known.set(meta.key, meta);
  }

  /** The bytes first: facts without bytes are never seen. */
  async function keep(meta: StoredObject, written: string): Promise<StoredObject> {
    await rename(written, fileOf(meta.key, 'bin'));
    const facts = join(folder, `${randomUUID()}.part`);
    await writeFile(facts, JSON.stringify(meta));
    await rename(facts, fileOf(meta.key, 'json'));
    known.set(meta.key, meta);
    return meta;
  }

  return {
    find: (key) => known.get(key),
    list: () => [...known.values()],
    async write({ key, contentType, bytes, body }) {
      const part = join(folder, `${randomUUID()}.part`);
      const digest = createHash('md5');
      let seen = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          seen += chunk.length;
          digest.update(chunk);
          done(seen > bytes ? new Error('more bytes than announced') : null, chunk);
        },
      });
      try {
        await pipeline(body, count, createWriteStream(part));
        if (seen === bytes) {
          const etag = `"${digest.digest('hex')}"`;
          return await keep({ key, contentType, bytes, etag, storedAtMs: now() }, part);
        }
      } catch {
        // A broken upload leaves nothing behind, as on AWS.
      }
      await rm(part, { force: true });
      return undefined;
    },
    async copy(from, key) {
      const part = join(folder, `${randomUUID()}.part`);
      await copyFile(fileOf(from.key, 'bin'), part);
      return keep({ ...from, key, storedAtMs: now() }, part);
    },
    read: (object, range) =>
      object.bytes === 0
        ? Readable.from([])
        : createReadStream(fileOf(object.key, 'bin'), range ? { start: range.from, end: range.to } : {}),
    async remove(key) {
      known.delete(key);
      await rm(fileOf(key, 'json'), { force: true });
      await rm(fileOf(key, 'bin'), { force: true });
    },
  };
}
