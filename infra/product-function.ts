import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import { fromRoot } from './paths.ts';

export type EnvSchema = z.ZodType<unknown, Record<string, string>>;

export interface ProductFunctionProps<E extends EnvSchema> {
  /** From the repository's root. */
  readonly entry: string;
  readonly description: string;
  /** The schema the function parses at start-up; ties deployed variables to read ones. */
  readonly envSchema: E;
  readonly environment: NoInfer<z.input<E>>;
  readonly timeout: Duration;
  readonly memoryMb?: 128 | 256 | 512 | 1024;
  /** Upper bound that other functions' share of the account is protected by. */
  readonly reservedConcurrency?: number;
  /** Builds requests with the light classes of shared/runtime/web-light.ts instead of Node's. */
  readonly lightWeb?: boolean;
}

/** An ESM bundle cannot `require`, but some CommonJS dependencies still do. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Loading code makes V8 grow its young heap to the most it may have, a tenth of a small function's memory, and it never
 * shrinks again (SPEED3). In a process of its own only: the local runtime's threads share their flags.
 */
const SMALL_HEAP =
  "if(require('node:worker_threads').isMainThread)require('node:v8').setFlagsFromString('--semi-space-growth-factor=1');";

/** A Lambda function as all of ours are: arm64, current Node, one bundled ESM file, own role, own log group. */
export class ProductFunction<E extends EnvSchema> extends NodejsFunction {
  constructor(scope: Construct, id: string, props: ProductFunctionProps<E>) {
    super(scope, id, {
      entry: fromRoot(props.entry),
      handler: 'handler',
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 128,
      timeout: props.timeout,
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_DEV: 'false',
      },
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      projectRoot: fromRoot('.'),
      depsLockFilePath: fromRoot('package-lock.json'),
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        mainFields: ['module', 'main'],
        banner: REQUIRE_BANNER + SMALL_HEAP,
        externalModules: [],
        ...(props.lightWeb ? { inject: [fromRoot('shared/runtime/web-light.ts')] } : {}),
        esbuildArgs: { '--alias:@aws-sdk/credential-provider-node': fromRoot('shared/runtime/lambda-credentials.ts') },
      },
    });
  }
}
