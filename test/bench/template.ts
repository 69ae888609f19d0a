import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A resource of the synthesized template, unresolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
}

export interface BundledFunction {
  readonly id: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly file: string;
}

/** The cloud assembly that `npm run bench` has built. */
export const ASSEMBLY = fileURLToPath(new URL('../../cdk.out', import.meta.url));

/** Resources of the one stack in cdk.out. @throws {Error} if nothing is synthesized. */
export function loadResources(): Record<string, TemplateResource> {
  const file = readdirSync(ASSEMBLY).find((name) => name.endsWith('.template.json'));
  if (!file) throw new Error('nothing is synthesized: npm run synth');
  return (JSON.parse(readFileSync(join(ASSEMBLY, file), 'utf8')) as { Resources: Record<string, TemplateResource> })
    .Resources;
}

/** Our own functions with their bundles; CDK's helpers are left out. */
export function bundledFunctions(): BundledFunction[] {
  const assets = loadAssets();
  return Object.entries(loadResources())
    .filter(([, { Type, Properties }]) => Type === 'AWS::Lambda::Function' && Properties?.Runtime === 'nodejs24.x')
    .flatMap(([id, { Properties = {} }]) => {
      const key = String((Properties.Code as { S3Key?: string }).S3Key).replace(/\.zip$/, '');
      const path = assets[key];
      if (!path || typeof Properties.Description !== 'string') return [];
      return [
        {
          id,
          description: Properties.Description,
          memoryMb: Number(Properties.MemorySize),
          file: join(ASSEMBLY, path, 'index.mjs'),
        },
      ];
    });
}

function loadAssets(): Record<string, string> {
  const file = readdirSync(ASSEMBLY).find((name) => name.endsWith('.assets.json'));
  if (!file) return {};
  const { files } = JSON.parse(readFileSync(join(ASSEMBLY, file), 'utf8')) as {
    files: Record<string, { source: { path: string } }>;
  };
  return Object.fromEntries(Object.entries(files).map(([hash, asset]) => [hash, asset.source.path]));
}
