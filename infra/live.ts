import { Duration } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LiveEnv } from '../shared/runtime/env.ts';
import { ProductFunction } from './product-function.ts';
import type { Storage } from './storage.ts';

/** The consoles' live connection. Its stage is called `live`, so the site's path /live reaches it unchanged. */
export class LiveSocket extends Construct {
  readonly api: WebSocketApi;
  readonly #stage: WebSocketStage;

  constructor(scope: Construct, id: string, props: { readonly stageName: string; readonly storage: Storage }) {
    super(scope, id);
    const { storage } = props;
    this.api = new WebSocketApi(this, 'Api', {
      description: 'Live updates of the console',
    });
    this.#stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: 'live',
      autoDeploy: true,
      throttle: { rateLimit: 500, burstLimit: 500 },
    });
    const fn = new ProductFunction(this, 'Function', {
      entry: 'functions/live/index.ts',
      description: 'Opens, answers and closes live connections',
      envSchema: LiveEnv,
      environment: {
        TABLE_NAME: storage.table.tableName,
        STAGE: props.stageName,
        SECRETS_ARN: storage.secrets.secretArn,
        LIVE_ENDPOINT: this.endpoint,
      },
      timeout: Duration.seconds(5),
    });
    storage.grantTable(fn, 'GetItem', 'PutItem', 'DeleteItem', 'ConditionCheckItem', 'Query', 'BatchGetItem');
    storage.grantSecrets(fn);
    this.grantPush(fn);
    for (const [route, name] of [
      ['$connect', 'Connect'],
      ['$disconnect', 'Disconnect'],
      ['$default', 'Default'],
    ] as const) {
      this.api.addRoute(route, {
        integration: new WebSocketLambdaIntegration(`${name}Integration`, fn),
      });
    }
  }

  /** Address of the management API that pushes to connections. */
  get endpoint(): string {
    return this.#stage.callbackUrl;
  }

  grantPush(grantee: IGrantable): void {
    this.#stage.grantManagementApiAccess(grantee);
  }
}
