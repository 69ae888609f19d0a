import { CfnOutput, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { HttpApi, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as CloudFrontFunction,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';

export interface ConsoleProps {
  readonly siteDir: string;
  readonly httpApi: HttpApi;
  readonly liveApi: WebSocketApi;
}

/**
 * SEC29: nothing inline runs or styles; only our own scripts, the sign-in service, our own sockets and the bucket are
 * reached. The bucket's exact name is not known here: it trusts the console's address, which comes from the distribution.
 */
const contentSecurityPolicy = (region: string): string => {
  const buckets = `https://*.s3.${region}.amazonaws.com`;
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    // Customers' pictures and received images come from our bucket too, never from where their platform keeps them (SEC28).
    `img-src 'self' data: blob: ${buckets}`,
    `media-src 'self' blob: ${buckets}`,
    `connect-src 'self' https://*.amazoncognito.com https://cognito-idp.${region}.amazonaws.com ${buckets}`,
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self' https://*.amazoncognito.com",
    "frame-ancestors 'none'",
  ].join('; ');
};

/** Error responses of the distribution cannot do this: they would also rewrite the API's own answers. */
const ROUTER_CODE = `function handler(event) {
  var request = event.request;
  var name = request.uri.substring(request.uri.lastIndexOf('/') + 1);
  if (name.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}`;

/** One origin for people and platforms: the console's files, /api, /webhooks and the live socket. */
export class Console extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: ConsoleProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Site', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const headers = new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy(Stack.of(this).region),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: {
          referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN,
          override: true,
        },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    });
    const passThrough = (api: HttpApi | WebSocketApi): BehaviorOptions => ({
      origin: new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint))),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      responseHeadersPolicy: headers,
    });
    const http = passThrough(props.httpApi);
    const router = new CloudFrontFunction(this, 'Router', {
      runtime: FunctionRuntime.JS_2_0,
      comment: 'The console routes by itself: a path that names no file gets the application',
      code: FunctionCode.fromInline(ROUTER_CODE),
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Miaohong console, API and webhooks',
      defaultRootObject: 'index.html',
      priceClass: PriceClass.PRICE_CLASS_ALL,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: headers,
        compress: true,
        functionAssociations: [{ function: router, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: {
        '/api/*': http,
        '/webhooks/*': http,
        '/healthz': http,
        '/live': passThrough(props.liveApi),
      },
    });
    const logGroup = new LogGroup(this, 'DeploymentLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const deployment = {
      destinationBucket: bucket,
      distribution,
      logGroup,
      memoryLimit: 256,
    };
    const hashed = '_app/immutable/*';
    const hashedFiles = new BucketDeployment(this, 'HashedFiles', {
      ...deployment,
      sources: [Source.asset(props.siteDir)],
      exclude: ['*'],
      include: [hashed],
      prune: false,
      distributionPaths: ['/index.html'],
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const files = new BucketDeployment(this, 'Files', {
      ...deployment,
      sources: [Source.asset(props.siteDir)],
      exclude: [hashed],
      prune: false,
      distributionPaths: ['/*'],
      cacheControl: [CacheControl.setPublic(), CacheControl.noCache()],
    });
    // A page must never name a script that is not there yet.
    files.node.addDependency(hashedFiles);
    this.url = `https://${distribution.distributionDomainName}`;
    new CfnOutput(Stack.of(this), 'ConsoleUrl', { value: this.url });
    new CfnOutput(Stack.of(this), 'WebhookBaseUrl', {
      value: `${this.url}/webhooks`,
    });
  }
}
