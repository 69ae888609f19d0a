import { Duration } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod, HttpStage, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { ApiEnv, WebhooksEnv } from '../shared/runtime/env.ts';
import { EXPORTS, MATERIALS, PICTURES, UPLOADS } from '../shared/runtime/objects.ts';
import type { Identity } from './identity.ts';
import { DOUYIN_LEAD_COMPONENTS, PLATFORM_URLS } from './platform-urls.ts';
import { ProductFunction } from './product-function.ts';
import type { Storage } from './storage.ts';
import { TenantRole } from './tenant-role.ts';

export interface HttpEntryWiring {
  readonly stageName: string;
  readonly storage: Storage;
  readonly identity: Identity;
  readonly consoleUrl: string;
}

/** SEC7: a flood of webhooks may use at most this share of the account's concurrency. */
const WEBHOOK_CONCURRENCY = 100;
/** As API Gateway names the route: it has a throttle of its own. */
const WEBHOOK_ROUTE = 'ANY /webhooks/{proxy+}';
const PUBLIC_PATHS = ['/healthz', '/api/v1/health', '/api/v1/openapi.json', '/api/v1/console-config'];

/** The HTTP API: platforms' webhooks and the product's own API. Its address is known before its functions exist. */
export class HttpEntry extends Construct {
  readonly api: HttpApi;
  #webhooks: ProductFunction<typeof WebhooksEnv> | undefined;
  #apiFunction: ProductFunction<typeof ApiEnv> | undefined;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      createDefaultStage: false,
      description: 'Webhooks and /api/v1',
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: 2_000, burstLimit: 2_000 },
    });
    // A flood of webhooks must not use up what people's requests may have; refused requests are not billed.
    const { defaultChild } = stage.node;
    if (!(defaultChild instanceof CfnStage)) throw new Error('a stage is made of a stage');
    defaultChild.addPropertyOverride('RouteSettings', {
      [WEBHOOK_ROUTE]: { ThrottlingRateLimit: 8_000, ThrottlingBurstLimit: 5_000 },
    });
  }

  get webhooks(): ProductFunction<typeof WebhooksEnv> {
    if (!this.#webhooks) throw new Error('HttpEntry.serve comes first');
    return this.#webhooks;
  }

  get apiFunction(): ProductFunction<typeof ApiEnv> {
    if (!this.#apiFunction) throw new Error('HttpEntry.serve comes first');
    return this.#apiFunction;
  }

  /** Adds functions and routes. Apart from the constructor because the API function needs the console's address. */
  serve(wiring: HttpEntryWiring): void {
    this.#serveWebhooks(wiring);
    this.#serveApi(wiring);
  }

  #serveWebhooks({ stageName, storage }: HttpEntryWiring): void {
    const fn = new ProductFunction(this, 'Webhooks', {
      entry: 'functions/webhooks/index.ts',
      description: 'Verifies and stores what platforms post',
      envSchema: WebhooksEnv,
      environment: {
        TABLE_NAME: storage.table.tableName,
        STAGE: stageName,
        SECRETS_ARN: storage.secrets.secretArn,
        FIELD_KEY_ARN: storage.fieldKey.keyArn,
      },
      timeout: Duration.seconds(4),
      memoryMb: 256,
      reservedConcurrency: WEBHOOK_CONCURRENCY,
    });
    storage.grantTable(fn, 'GetItem', 'PutItem');
    storage.grantFields(fn);
    storage.grantSecrets(fn);
    this.#webhooks = fn;
    this.api.addRoutes({
      path: '/webhooks/{proxy+}',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('WebhooksIntegration', fn),
    });
  }

  #serveApi({ stageName, storage, identity, consoleUrl }: HttpEntryWiring): void {
    const tenants = new TenantRole(this, 'Tenant', storage);
    const fn = new ProductFunction(this, 'ApiFunction', {
      entry: 'functions/api/index.ts',
      description: 'The HTTP API of the console and of integrations',
      envSchema: ApiEnv,
      environment: {
        TABLE_NAME: storage.table.tableName,
        STAGE: stageName,
        SECRETS_ARN: storage.secrets.secretArn,
        FIELD_KEY_ARN: storage.fieldKey.keyArn,
        DOUYIN_API_URL: PLATFORM_URLS.douyin,
        DOUYIN_LEAD_COMPONENTS,
        XIAOHONGSHU_API_URL: PLATFORM_URLS.xiaohongshu,
        CONSOLE_URL: consoleUrl,
        MEDIA_BUCKET: storage.media.bucketName,
        OIDC_AUTHORITY: identity.issuer,
        OIDC_CLIENT_ID: identity.clientId,
        USER_POOL_ID: identity.userPoolId,
        TENANT_ROLE_ARN: tenants.role.roleArn,
        DEMO: 'off',
      },
      timeout: Duration.seconds(20),
      memoryMb: 512,
    });
    // Whose member a caller is; everything else by a session of the tenant (SEC10).
    storage.grantKeys(fn, ['d#sub#*'], 'GetItem');
    tenants.allow(fn);
    storage.grantFields(fn);
    storage.grantSecrets(fn);
    // The presigned addresses it hands out carry these rights, no others.
    storage.grantMedia(fn, UPLOADS, 'GetObject', 'PutObject', 'DeleteObject');
    storage.grantMedia(fn, EXPORTS, 'GetObject');
    storage.grantMedia(fn, MATERIALS, 'GetObject', 'PutObject', 'DeleteObject');
    storage.grantMedia(fn, PICTURES, 'GetObject', 'PutObject');
    identity.grantPeople(fn);
    this.#apiFunction = fn;

    const integration = new HttpLambdaIntegration('ApiIntegration', fn);
    const authorizer: IHttpRouteAuthorizer = new HttpJwtAuthorizer('Members', identity.issuer, {
      jwtAudience: [identity.clientId],
    });
    this.api.addRoutes({
      path: '/api/v1/{proxy+}',
      methods: [HttpMethod.ANY],
      integration,
      authorizer,
    });
    for (const path of PUBLIC_PATHS) this.api.addRoutes({ path, methods: [HttpMethod.GET], integration });
  }
}
