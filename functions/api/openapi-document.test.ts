import { expect, test } from 'vitest';
import { routes } from '../../shared/contracts/routes.ts';
import { openApiDocument } from './openapi-document.ts';

// biome-ignore lint/suspicious/noExplicitAny: the test reads a document as any client would
const document = openApiDocument(routes) as any;

test('X2: every route of the table is in the document, and nothing else', () => {
  const described = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
  expect(described.sort()).toEqual(served.sort());
  expect(served.length).toBeGreaterThan(20);
});

test('X2: parameters, body, answer and error of a route are described', () => {
  const send = document.paths['/conversations/{conversationId}/messages'].post;
  expect(send.operationId).toBe('sendMessage');
  expect(send.parameters).toMatchObject([{ name: 'conversationId', in: 'path', required: true }]);
  const body = send.requestBody.content['application/json'].schema;
  expect(body.required).toEqual(['messageId', 'body']);
  expect(body.additionalProperties).toBe(false);
  expect(Object.keys(send.responses)).toEqual(['202', 'default']);
});

test('query parameters with a default are not required', () => {
  const list = document.paths['/conversations'].get;
  const limit = list.parameters.find((parameter: { name: string }) => parameter.name === 'limit');
  expect(limit).toMatchObject({ in: 'query', required: false });
});

test('public routes ask for no token, all others do', () => {
  expect(document.paths['/health'].get.security).toEqual([]);
  expect(document.paths['/me'].get.security).toBeUndefined();
  expect(document.security).toEqual([{ member: [] }]);
});

test('the document is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});
