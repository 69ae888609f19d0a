import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Headers as LightHeaders, Response as LightResponse } from './web-light.ts';

const name = fc.constantFrom('Content-Type', 'content-type', 'X-A', 'x-a', 'retry-after', 'B');
const value = fc.constantFrom('1', ' 2 ', 'text/plain', '');
const step = fc.oneof(
  fc.tuple(fc.constantFrom('append' as const, 'set' as const), name, value),
  fc.tuple(fc.constant('delete' as const), name, value),
);

test('headers hold, order and join what Node’s own do', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), fc.array(step), (init, steps) => {
      const [light, own] = [new LightHeaders(init), new Headers(init)];
      for (const [kind, at, to] of steps) {
        if (kind === 'delete') {
          light.delete(at);
          own.delete(at);
        } else {
          light[kind](at, to);
          own[kind](at, to);
        }
      }
      expect([...light]).toEqual([...own]);
      expect([light.get('X-A'), light.has('b')]).toEqual([own.get('X-A'), own.has('b')]);
    }),
    { numRuns: 500 },
  );
});

test('headers are made of headers and of records', () => {
  const first = new LightHeaders({ 'X-A': '1', b: '2' });
  expect([...new LightHeaders(first)]).toEqual([
    ['b', '2'],
    ['x-a', '1'],
  ]);
});

test.each([200, 204, 404, 529])('an answer of status %i reads as Node’s own', async (status) => {
  const text = status === 204 ? null : '{"a":1}';
  const init = { status, headers: { 'Content-Type': 'application/json' } };
  const [light, own] = [new LightResponse(text, init), new Response(text, init)];
  expect([light.status, light.ok, light.headers.get('content-type')]).toEqual([
    own.status,
    own.ok,
    own.headers.get('content-type'),
  ]);
  if (text !== null) expect(await light.json()).toEqual(await own.clone().json());
  expect(await light.text()).toBe(await own.text());
});
