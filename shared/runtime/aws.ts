import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';

/**
 * AWS clients. Region, credentials and (locally) AWS_ENDPOINT_URL_* come from the environment, so the same code talks
 * to AWS and to the local runtime. Every client reports its calls to `miaohongMeter` where one is set (decision 12).
 */

export interface MeteredCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly output: unknown;
}

declare global {
  /** Set by the local runtime in every worker; absent on AWS. */
  var miaohongMeter: ((call: MeteredCall) => void) | undefined;
}

type Stacked = {
  middlewareStack: { add(middleware: unknown, options: { step: 'initialize'; name: string }): void };
};

function metered<C extends Stacked>(client: C): C {
  if (globalThis.miaohongMeter === undefined) return client;
  client.middlewareStack.add(
    (
      next: (args: { input: object }) => Promise<{ output: unknown }>,
      context: { clientName?: string; commandName?: string },
    ) =>
      async (args: { input: object }) => {
        const service = (context.clientName ?? '').replace(/Client$/, '');
        const { input } = args;
        const report = (output: unknown) =>
          globalThis.miaohongMeter?.({
            service,
            operation: (context.commandName ?? '').replace(/Command$/, ''),
            input,
            output,
          });
        try {
          const result = await next({ ...args, input });
          report(result.output);
          return result;
        } catch (error) {
          report(error); // a failed condition is billed as well
          throw error;
        }
      },
    { step: 'initialize', name: 'miaohongMeter' },
  );
  return client;
}

export const eventBridge = (): EventBridgeClient => metered(new EventBridgeClient({}));
export const liveManagement = (endpoint: string): ApiGatewayManagementApiClient =>
  metered(new ApiGatewayManagementApiClient({ endpoint }));
