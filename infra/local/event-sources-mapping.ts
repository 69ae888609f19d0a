import * as z from 'zod';
import { matches, type Pattern } from './event-sources-filter.ts';
import type { InvokeResult, Resource, Template } from './types.ts';

/** An event source mapping of the template. */
export interface Mapping {
  readonly id: string;
  readonly functionId: string;
  readonly sourceArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  /** Several filters: one that matches is enough. None: everything passes. */
  readonly filters: readonly Pattern[];
  readonly partialFailures: boolean;
  readonly maxConcurrency: number | undefined;
  readonly parallelism: number;
  readonly bisect: boolean;
  /** -1: for ever. */
  readonly maxRetries: number;
  readonly maxAgeSeconds: number;
  readonly onFailureArn: string | undefined;
  readonly fromStart: boolean;
  readonly enabled: boolean;
}

const Properties = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: z.number().optional(),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
  ParallelizationFactor: z.number().min(1).max(10).default(1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.number().default(-1),
  MaximumRecordAgeInSeconds: z.number().default(-1),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
  StartingPosition: z.string().default('TRIM_HORIZON'),
  Enabled: z.boolean().default(true),
});
const PatternText = z.record(z.string(), z.unknown());

/** Reads the mappings of the template. @throws {z.ZodError} for one whose properties have another shape. */
export function readMappings(template: Template): readonly Mapping[] {
  return template.resources('AWS::Lambda::EventSourceMapping').map((resource) => readMapping(template, resource));
}

function readMapping(template: Template, resource: Resource): Mapping {
  const properties = Properties.parse(resource.properties);
  const stream = properties.EventSourceArn.includes(':dynamodb:');
  return {
    id: resource.id,
    functionId: template.logicalIdOfArn(properties.FunctionName) ?? properties.FunctionName,
    sourceArn: properties.EventSourceArn,
    batchSize: properties.BatchSize ?? (stream ? 100 : 10),
    windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
    filters: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => PatternText.parse(JSON.parse(Pattern))),
    partialFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    maxConcurrency: properties.ScalingConfig?.MaximumConcurrency,
    parallelism: properties.ParallelizationFactor,
    bisect: properties.BisectBatchOnFunctionError,
    maxRetries: properties.MaximumRetryAttempts,
    maxAgeSeconds: properties.MaximumRecordAgeInSeconds,
    onFailureArn: properties.DestinationConfig?.OnFailure?.Destination,
    fromStart: properties.StartingPosition === 'TRIM_HORIZON',
    enabled: properties.Enabled,
  };
}

export const passes = (mapping: Mapping, event: unknown): boolean =>
  mapping.filters.length === 0 || mapping.filters.some((filter) => matches(filter, event));

const Response = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Which items of a batch failed: `all` for a function error, an unreadable answer or an unknown identifier, as on AWS.
 */
export function failedItems(
  mapping: Mapping,
  result: InvokeResult,
  identifiers: readonly string[],
): 'all' | ReadonlySet<string> {
  if (!result.ok) return 'all';
  if (!mapping.partialFailures || result.value === null || result.value === undefined) return new Set();
  const parsed = Response.safeParse(result.value);
  if (!parsed.success) return 'all';
  const failed = new Set((parsed.data.batchItemFailures ?? []).map((failure) => failure.itemIdentifier));
  return [...failed].every((identifier) => identifiers.includes(identifier)) ? failed : 'all';
}
