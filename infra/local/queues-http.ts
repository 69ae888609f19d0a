import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Queues } from './queues.ts';
import { answer, SqsError } from './queues-actions.ts';

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Serves the SQS wire protocol (AWS JSON 1.0) on the loopback interface. */
export async function serveQueues(
  queues: Queues,
  port: number,
): Promise<{ readonly server: Server; close(): Promise<void> }> {
  const base = `http://127.0.0.1:${port}`;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const action = String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
    let status = 200;
    let body: object;
    try {
      body = await answer(queues, base, action, JSON.parse((await readBody(request)) || '{}'), response);
    } catch (error) {
      status = 400;
      const code = error instanceof SqsError ? error.code : 'com.amazonaws.sqs#InvalidParameterValue';
      body = { __type: code, message: error instanceof Error ? error.message : String(error) };
    }
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void handle(request, response));
  server.keepAliveTimeout = 65_000; // clients keep sockets for a minute; closing earlier races with their next request
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
