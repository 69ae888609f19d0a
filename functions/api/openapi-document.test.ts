import { expect, test } from 'vitest';
import { routes } from '../../shared/contracts/routes.ts';
import { openApiDocument } from './openapi-document.ts';

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody: { content: { 'application/json': { schema: { required: string[]; additionalProperties: boolean } } } };
  responses: Record<string, unknown>;
  security?: unknown[];
}
const document = openApiDocument(routes) as unknown as {
  paths: Record<string, Record<string, Operation>>;
  security: unknown[];
};
function operation(path: string, method: string): Operation {
  const found = document.paths[path]?.[method];
  if (!found) throw new Error(`${method} ${path} is not described`);
  return found;
}

test('X2: every route of the table is in the document, and nothing else', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
  expect(described.sort()).toEqual(served.sort());
  expect(served.length).toBeGreaterThan(20);
});

test('X2: parameters, body, answer and error of a route are described', () => {
  const send = operation('/conversations/{conversationId}/messages', 'post');
  expect(send.operationId).toBe('sendMessage');
  expect(send.parameters).toMatchObject([{ name: 'conversationId', in: 'path', required: true }]);
  const body = send.requestBody.content['application/json'].schema;
  expect(body.required).toEqual(['messageId', 'body']);
  expect(body.additionalProperties).toBe(false);
  expect(Object.keys(send.responses)).toEqual(['202', 'default']);
});

test('query parameters with a default are not required', () => {
  const list = operation('/conversations', 'get');
  const limit = list.parameters.find((parameter) => parameter.name === 'limit');
  expect(limit).toMatchObject({ in: 'query', required: false });
});

test('public routes ask for no token, all others do', () => {
  expect(operation('/health', 'get').security).toEqual([]);
  expect(operation('/me', 'get').security).toBeUndefined();
  expect(document.security).toEqual([{ member: [] }]);
});

test('the document is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});
