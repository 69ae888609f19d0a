import * as z from 'zod';
import type { LocalContext } from './types.ts';

/** What the template's CloudFront distribution does with each path. */

export interface Behaviour {
  /** Absent for the default behaviour. */
  readonly pattern: RegExp | undefined;
  readonly serves: 'files' | 'api';
  readonly headers: Readonly<Record<string, string>>;
  readonly compress: boolean;
  /** JavaScript of the viewer-request function, if there is one. */
  readonly viewerRequest: string | undefined;
}

export interface ErrorPage {
  readonly onStatus: number;
  readonly path: string;
  readonly status: number;
}

export interface SiteSettings {
  readonly behaviours: readonly Behaviour[];
  readonly rootObject: string;
  readonly errorPages: readonly ErrorPage[];
}

const Association = z.object({ EventType: z.string(), FunctionARN: z.string() });
const RawBehaviour = z.object({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  ResponseHeadersPolicyId: z.string().optional(),
  Compress: z.boolean().default(false),
  FunctionAssociations: z.array(Association).default([]),
});
const Distribution = z.object({
  DistributionConfig: z.object({
    DefaultRootObject: z.string().default(''),
    DefaultCacheBehavior: RawBehaviour,
    CacheBehaviors: z.array(RawBehaviour).default([]),
    CustomErrorResponses: z
      .array(
        z.object({
          ErrorCode: z.number(),
          ResponsePagePath: z.string().optional(),
          ResponseCode: z.number().optional(),
        }),
      )
      .default([]),
    Origins: z.array(z.object({ Id: z.string(), S3OriginConfig: z.unknown().optional() })),
  }),
});
const HeadersPolicy = z.object({
  ResponseHeadersPolicyConfig: z.object({
    SecurityHeadersConfig: z
      .object({
        ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.string() }).optional(),
        ContentTypeOptions: z.unknown().optional(),
        FrameOptions: z.object({ FrameOption: z.string() }).optional(),
        ReferrerPolicy: z.object({ ReferrerPolicy: z.string() }).optional(),
        StrictTransportSecurity: z
          .object({
            AccessControlMaxAgeSec: z.coerce.number(),
            IncludeSubdomains: z.boolean().optional(),
            Preload: z.boolean().optional(),
          })
          .optional(),
      })
      .optional(),
    CustomHeadersConfig: z.object({ Items: z.array(z.object({ Header: z.string(), Value: z.string() })) }).optional(),
  }),
});

function securityHeaders(properties: unknown): Record<string, string> {
  const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } =
    HeadersPolicy.parse(properties).ResponseHeadersPolicyConfig;
  const transport = security?.StrictTransportSecurity;
  const headers: Record<string, string | undefined> = {
    'content-security-policy': security?.ContentSecurityPolicy?.ContentSecurityPolicy,
    'x-content-type-options': security?.ContentTypeOptions === undefined ? undefined : 'nosniff',
    'x-frame-options': security?.FrameOptions?.FrameOption,
    'referrer-policy': security?.ReferrerPolicy?.ReferrerPolicy,
    'strict-transport-security':
      transport &&
      `max-age=${transport.AccessControlMaxAgeSec}${transport.IncludeSubdomains ? '; includeSubDomains' : ''}${transport.Preload ? '; preload' : ''}`,
    ...Object.fromEntries((custom?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value])),
  };
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const patternOf = (text: string): RegExp => {
  const escaped = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped.startsWith('/') ? '' : '/'}${escaped}$`);
};

/** The one distribution of the template, or undefined. */
export function readSite({ template }: Pick<LocalContext, 'template'>): SiteSettings | undefined {
  const [distribution] = template.resources('AWS::CloudFront::Distribution');
  if (!distribution) return undefined;
  const config = Distribution.parse(distribution.properties).DistributionConfig;
  const policies = new Map(
    template
      .resources('AWS::CloudFront::ResponseHeadersPolicy')
      .map(({ id, properties }) => [String(template.resolve({ Ref: id })), securityHeaders(properties)]),
  );
  const code = new Map(
    template
      .resources('AWS::CloudFront::Function')
      .map(({ id, properties }) => [
        String(template.resolve({ 'Fn::GetAtt': [id, 'FunctionARN'] })),
        z.object({ FunctionCode: z.string() }).parse(properties).FunctionCode,
      ]),
  );
  const behaviour = (raw: z.output<typeof RawBehaviour>): Behaviour => {
    const origin = config.Origins.find(({ Id }) => Id === raw.TargetOriginId);
    const viewer = raw.FunctionAssociations.find(({ EventType }) => EventType === 'viewer-request');
    return {
      pattern: raw.PathPattern === undefined ? undefined : patternOf(raw.PathPattern),
      serves: origin?.S3OriginConfig === undefined ? 'api' : 'files',
      headers: policies.get(raw.ResponseHeadersPolicyId ?? '') ?? {},
      compress: raw.Compress,
      viewerRequest: viewer && code.get(viewer.FunctionARN),
    };
  };
  return {
    behaviours: [...config.CacheBehaviors, config.DefaultCacheBehavior].map(behaviour),
    rootObject: config.DefaultRootObject,
    errorPages: config.CustomErrorResponses.flatMap(({ ErrorCode, ResponsePagePath, ResponseCode }) =>
      ResponsePagePath === undefined
        ? []
        : [{ onStatus: ErrorCode, path: ResponsePagePath, status: ResponseCode ?? ErrorCode }],
    ),
  };
}
