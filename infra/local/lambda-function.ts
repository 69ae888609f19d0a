import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LoadedTemplate } from './template.ts';
import type { Resource } from './types.ts';

/** A function of the template, ready to run. */
export interface FunctionSpec {
  readonly id: string;
  /** Logical id without the hash, for people. */
  readonly label: string;
  readonly codeDir: string;
  readonly entry: string;
  readonly exportName: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly reserved: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

const Properties = z.looseObject({
  Handler: z.string().default('index.handler'),
  Code: z.object({ S3Key: z.string() }),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  Runtime: z.string().optional(),
});

/** Resource names of CDK end in eight characters of a hash. */
export const labelOf = (id: string): string =>
  id.replace(/[0-9A-F]{8}$/, '').replace(/(Function|Handler|Fn)$/, '') || id;

/**
 * Reads a function; undefined for those that only CloudFormation calls (custom resources of the CDK), which have no
 * Node bundle of ours or no bundled entry file.
 */
export function functionSpec(
  template: LoadedTemplate,
  resource: Resource,
  environment: (variables: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): FunctionSpec | undefined {
  const parsed = Properties.safeParse(resource.properties);
  if (!parsed.success || !parsed.data.Runtime?.startsWith('nodejs')) return undefined;
  const { Handler, Code, Timeout, MemorySize, ReservedConcurrentExecutions, Environment } = parsed.data;
  const codeDir = template.assetPath(Code.S3Key);
  const dot = Handler.lastIndexOf('.');
  const file = ['.mjs', '.js', '.cjs']
    .map((extension) => join(codeDir, Handler.slice(0, dot) + extension))
    .find(existsSync);
  if (file === undefined) return undefined;
  return {
    id: resource.id,
    label: labelOf(resource.id),
    codeDir,
    entry: file,
    exportName: Handler.slice(dot + 1),
    timeoutMs: Timeout * 1000,
    memoryMb: MemorySize,
    reserved: ReservedConcurrentExecutions,
    environment: environment({
      ...Environment?.Variables,
      AWS_LAMBDA_FUNCTION_NAME: resource.id,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      LAMBDA_TASK_ROOT: codeDir,
      _HANDLER: Handler,
    }),
  };
}
