import type { FixtureResource } from './front-fixture.ts';

/** A small stack with all that the public port serves, in the shapes the CDK synthesizes. */
export const publicStack = (origin: string): Readonly<Record<string, FixtureResource>> => ({
  Api: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: {
      ProtocolType: 'HTTP',
      CorsConfiguration: {
        AllowOrigins: ['https://crm.example'],
        AllowMethods: ['GET', 'POST'],
        AllowHeaders: ['authorization'],
        MaxAge: 600,
      },
    },
  },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId: { Ref: 'Api' },
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 40 },
    },
  },
  Members: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: 'Api' },
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: `${origin}/oidc`, Audience: [{ Ref: 'Console' }] },
    },
  },
  Work: { Type: 'AWS::Lambda::Function' },
  Live: { Type: 'AWS::Lambda::Function' },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationUri: { 'Fn::GetAtt': ['Work', 'Arn'] },
      PayloadFormatVersion: '2.0',
    },
  },
  Private: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: 'ANY /api/{proxy+}',
      Target: 'integrations/Integration',
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: 'Members' },
    },
  },
  Webhooks: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'POST /webhooks/{proxy+}', Target: 'integrations/Integration' },
  },
  Sockets: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' },
  },
  SocketStage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Sockets' }, StageName: 'live' } },
  SocketIntegration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Sockets' },
      IntegrationUri:
        'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:0:Live/invocations',
    },
  },
  ...Object.fromEntries(
    ['$connect', '$disconnect', '$default', 'typing'].map((RouteKey, index) => [
      `Socket${index}`,
      {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { ApiId: { Ref: 'Sockets' }, RouteKey, Target: 'integrations/SocketIntegration' },
      },
    ]),
  ),
  Pool: { Type: 'AWS::Cognito::UserPool' },
  Console: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: {
      CallbackURLs: [`${origin}/signed-in`],
      LogoutURLs: [`${origin}/`],
      AccessTokenValidity: 60,
      TokenValidityUnits: { AccessToken: 'minutes' },
    },
  },
  Router: {
    Type: 'AWS::CloudFront::Function',
    Properties: {
      FunctionCode:
        "function handler(event) { var r = event.request; if (r.uri.indexOf('.') === -1) r.uri = '/index.html'; return r; }",
    },
  },
  Headers: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'self'", Override: true },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY', Override: true },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Override: true },
        },
      },
    },
  },
  Distribution: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        DefaultRootObject: 'index.html',
        Origins: [
          { Id: 'files', S3OriginConfig: {} },
          { Id: 'api', CustomOriginConfig: {} },
        ],
        DefaultCacheBehavior: {
          TargetOriginId: 'files',
          Compress: true,
          ResponseHeadersPolicyId: { Ref: 'Headers' },
          FunctionAssociations: [
            { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Router', 'FunctionARN'] } },
          ],
        },
        CacheBehaviors: ['/api/*', '/webhooks/*', '/live'].map((PathPattern) => ({
          PathPattern,
          TargetOriginId: 'api',
          ResponseHeadersPolicyId: { Ref: 'Headers' },
        })),
      },
    },
  },
});
