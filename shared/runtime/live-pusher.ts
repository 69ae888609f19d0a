import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

/** Reaches consoles through their open connections. */
export interface LivePusher {
  /** `gone`: nobody listens there any more. @throws for every other failure. */
  push(connectionId: string, text: string): Promise<'sent' | 'gone'>;
  /** Closes a connection; one that is closed already is fine. */
  close(connectionId: string): Promise<void>;
}

const isGone = (error: unknown): boolean => error instanceof Error && error.name === 'GoneException';

export function createLivePusher(client: ApiGatewayManagementApiClient): LivePusher {
  return {
    async push(connectionId, text) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(text, 'utf8') }));
        return 'sent';
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw error;
      }
    },
    async close(connectionId) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },
  };
}
