import { expect, test } from 'vitest';
import { createRouter } from './http-api-routes.ts';

const match = createRouter(
  [
    'ANY /api/v1/{proxy+}',
    'GET /api/v1/health',
    'ANY /things/{id}',
    'GET /things/{id}',
    'GET /things/new',
    'POST /x/{a}/y/{b}',
  ].map((routeKey) => ({ routeKey })),
);

test.each([
  ['GET', '/api/v1/health', 'GET /api/v1/health', {}],
  ['POST', '/api/v1/health', 'ANY /api/v1/{proxy+}', { proxy: 'health' }],
  ['GET', '/api/v1/a/b%20c', 'ANY /api/v1/{proxy+}', { proxy: 'a/b c' }],
  ['GET', '/things/new', 'GET /things/new', {}],
  ['GET', '/things/7', 'GET /things/{id}', { id: '7' }],
  ['PUT', '/things/new', 'ANY /things/{id}', { id: 'new' }],
  ['POST', '/x/1/y/2', 'POST /x/{a}/y/{b}', { a: '1', b: '2' }],
])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
  expect(match(method, path)).toEqual({ route: { routeKey }, pathParameters });
});

test.each([
  ['GET', '/'],
  ['GET', '/api/v1/'],
  ['GET', '/api/v1'],
  ['GET', '/things/'],
  ['GET', '/things/1/2'],
  ['GET', '/x/1/y/2'],
])('%s %s goes nowhere', (method, path) => {
  expect(match(method, path)).toBeUndefined();
});

test('$default takes what nothing else takes', () => {
  const withDefault = createRouter([{ routeKey: '$default' }, { routeKey: 'GET /a' }]);
  expect(withDefault('GET', '/a')?.route.routeKey).toBe('GET /a');
  expect(withDefault('PUT', '/%zz')?.route.routeKey).toBe('$default');
});
