import * as z from 'zod';
import type { LoadedTemplate } from './template.ts';

/** What the template says of its buckets: name, who may call from a page, what expires. */

export interface BucketCors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds: number;
}

export interface BucketExpiry {
  readonly prefix: string;
  readonly days: number;
}

export interface BucketSettings {
  readonly name: string;
  readonly cors: readonly BucketCors[];
  readonly expiry: readonly BucketExpiry[];
}

const texts = z.array(z.string()).default([]);
const Properties = z.object({
  CorsConfiguration: z
    .object({
      CorsRules: z.array(
        z.object({
          AllowedOrigins: texts,
          AllowedMethods: texts,
          AllowedHeaders: texts,
          ExposedHeaders: texts,
          MaxAge: z.number().default(0),
        }),
      ),
    })
    .default({ CorsRules: [] }),
  LifecycleConfiguration: z
    .object({
      Rules: z.array(
        z.object({ Status: z.string(), Prefix: z.string().default(''), ExpirationInDays: z.number().optional() }),
      ),
    })
    .default({ Rules: [] }),
});

/** Every bucket of the template. @throws {z.ZodError} for settings of another shape. */
export function bucketSettings(template: LoadedTemplate): readonly BucketSettings[] {
  return template.resources('AWS::S3::Bucket').map(({ id, properties }) => {
    const { CorsConfiguration: cors, LifecycleConfiguration: lifecycle } = Properties.parse(properties);
    return {
      name: template.name(id),
      cors: cors.CorsRules.map((rule) => ({
        origins: rule.AllowedOrigins,
        methods: rule.AllowedMethods,
        headers: rule.AllowedHeaders.map((name) => name.toLowerCase()),
        exposed: rule.ExposedHeaders,
        maxAgeSeconds: rule.MaxAge,
      })),
      expiry: lifecycle.Rules.flatMap(({ Status, Prefix, ExpirationInDays: days }) =>
        Status === 'Enabled' && days !== undefined ? [{ prefix: Prefix, days }] : [],
      ),
    };
  });
}
