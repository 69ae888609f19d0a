import * as z from 'zod';
import type { JwtSettings } from './http-api-authorizer.ts';
import type { LocalContext } from './types.ts';

/** The HTTP API of the template: routes, functions, authorizers, CORS and throttling. */

export interface HttpRoute {
  readonly routeKey: string;
  readonly functionId: string;
  readonly authorizerId: string | undefined;
}

export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
  readonly allowCredentials: boolean;
}

export interface HttpApiSettings {
  readonly apiId: string;
  readonly routes: readonly HttpRoute[];
  readonly authorizers: ReadonlyMap<string, JwtSettings>;
  readonly cors: Cors | undefined;
  /** For every route that has none of its own. */
  readonly throttle: Throttle | undefined;
  readonly routeThrottles: ReadonlyMap<string, Throttle>;
}

export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

const Texts = z.array(z.string()).default([]);
const Api = z.object({
  ProtocolType: z.string(),
  CorsConfiguration: z
    .object({
      AllowOrigins: Texts,
      AllowMethods: Texts,
      AllowHeaders: Texts,
      ExposeHeaders: Texts,
      MaxAge: z.coerce.number().optional(),
      AllowCredentials: z.boolean().default(false),
    })
    .optional(),
});
const Integration = z.object({
  ApiId: z.string(),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.string().optional(),
});
const Route = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.string().default('NONE'),
  AuthorizerId: z.string().optional(),
});
const Authorizer = z.object({
  AuthorizerType: z.string(),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});
const RouteSettings = z.object({
  ThrottlingRateLimit: z.coerce.number().optional(),
  ThrottlingBurstLimit: z.coerce.number().optional(),
});
const Stage = z.object({
  ApiId: z.string(),
  StageName: z.string(),
  DefaultRouteSettings: RouteSettings.optional(),
  RouteSettings: z.record(z.string(), RouteSettings).default({}),
});

/** Resources of a type with what `Ref` to them gives, because routes name integrations and APIs that way. */
const byRef = ({ template }: Pick<LocalContext, 'template'>, type: string) =>
  template.resources(type).map((resource) => ({
    ...resource,
    properties: resource.properties,
    ref: String(template.resolve({ Ref: resource.id })),
  }));

/** The API of one protocol, its `Ref`, its stages, and its routes with the function behind each. @throws where a route leads nowhere */
export function readApi(context: Pick<LocalContext, 'template'>, protocol: 'HTTP' | 'WEBSOCKET') {
  const apis = byRef(context, 'AWS::ApiGatewayV2::Api').map(({ ref, properties }) => ({
    ref,
    api: Api.parse(properties),
  }));
  const found = apis.find(({ api }) => api.ProtocolType === protocol);
  if (!found) return undefined;
  const functions = new Map(
    byRef(context, 'AWS::ApiGatewayV2::Integration').map(({ id, ref, properties }) => {
      const { IntegrationUri, PayloadFormatVersion } = Integration.parse(properties);
      if (protocol === 'HTTP' && PayloadFormatVersion === '1.0') {
        throw new Error(`integration ${id}: the local HTTP API speaks payload format 2.0 only`);
      }
      // Invoke addresses of WebSocket APIs end in …/functions/ARN/invocations.
      const arn = /functions\/(arn:.+)\/invocations$/.exec(IntegrationUri)?.[1] ?? IntegrationUri;
      return [ref, context.template.logicalIdOfArn(arn)] as const;
    }),
  );
  const routes = byRef(context, 'AWS::ApiGatewayV2::Route').flatMap(({ id, properties }) => {
    const route = Route.parse(properties);
    if (route.ApiId !== found.ref) return [];
    const functionId = functions.get(route.Target.replace(/^integrations\//, ''));
    if (functionId === undefined)
      throw new Error(`route ${id} (${route.RouteKey}) leads to no function of the template`);
    const authorizerId = route.AuthorizationType === 'JWT' ? route.AuthorizerId : undefined;
    return [{ routeKey: route.RouteKey, functionId, authorizerId }];
  });
  const stages = byRef(context, 'AWS::ApiGatewayV2::Stage')
    .map(({ properties }) => Stage.parse(properties))
    .filter((stage) => stage.ApiId === found.ref);
  return { ref: found.ref, api: found.api, routes, stages };
}

/** @throws {Error} if the template's API uses something this runtime does not play. */
export function readHttpApi(context: Pick<LocalContext, 'template'>): HttpApiSettings | undefined {
  const found = readApi(context, 'HTTP');
  if (!found) return undefined;
  const authorizers = byRef(context, 'AWS::ApiGatewayV2::Authorizer').map(({ ref, properties }) => {
    const { JwtConfiguration } = Authorizer.parse(properties);
    return [ref, { issuer: JwtConfiguration.Issuer, audience: JwtConfiguration.Audience }] as const;
  });
  const cors = found.api.CorsConfiguration;
  const stage = found.stages[0];
  const own = Object.entries(stage?.RouteSettings ?? {}).flatMap(([routeKey, settings]) => {
    const throttle = throttleOf(settings);
    return throttle ? [[routeKey, throttle] as const] : [];
  });
  return {
    apiId: found.ref,
    routes: found.routes,
    authorizers: new Map(authorizers),
    cors: cors && {
      allowOrigins: cors.AllowOrigins,
      allowMethods: cors.AllowMethods,
      allowHeaders: cors.AllowHeaders,
      exposeHeaders: cors.ExposeHeaders,
      maxAgeSeconds: cors.MaxAge,
      allowCredentials: cors.AllowCredentials,
    },
    throttle: throttleOf(stage?.DefaultRouteSettings),
    routeThrottles: new Map(own),
  };
}

function throttleOf(settings: z.infer<typeof RouteSettings> | undefined): Throttle | undefined {
  const rate = settings?.ThrottlingRateLimit;
  return rate === undefined ? undefined : { ratePerSecond: rate, burst: settings?.ThrottlingBurstLimit ?? rate };
}
