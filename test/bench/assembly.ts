import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { ASSEMBLY } from './template.ts';

const Template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/** Runs with a copy of the cloud assembly whose event sources named by `left` are missing: nothing wakes those functions. */
export async function withoutSources<T>(left: RegExp, run: (assembly: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'miaohong-assembly-'));
  try {
    for (const name of readdirSync(ASSEMBLY)) {
      if (name.endsWith('.template.json')) writeFileSync(join(folder, name), lessened(join(ASSEMBLY, name), left));
      else symlinkSync(resolve(ASSEMBLY, name), join(folder, name));
    }
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lessened(file: string, left: RegExp): string {
  const { Resources, ...rest } = Template.parse(JSON.parse(readFileSync(file, 'utf8')));
  const kept = Object.entries(Resources).filter(
    ([id, { Type }]) => Type !== 'AWS::Lambda::EventSourceMapping' || !left.test(id),
  );
  return JSON.stringify({ ...rest, Resources: Object.fromEntries(kept) });
}
