import { expect, test } from 'vitest';
import { shapeInput, valueAt } from './event-bus-input.ts';

const event = { id: 'e1', detail: { leadId: 'l1', score: 7, tags: ['a', 'b'] } };

test.each([
  ['$.detail.leadId', 'l1'],
  ['$.detail.tags[1]', 'b'],
  ['$', event],
  ['$.detail.missing.deeper', undefined],
])('%s is %j', (path, expected) => {
  expect(valueAt(path, event)).toEqual(expected);
});

test('a target gets the whole event, a constant or one part', () => {
  expect(JSON.parse(shapeInput({}, event))).toEqual(event);
  expect(shapeInput({ Input: '{"fixed":1}' }, event)).toBe('{"fixed":1}');
  expect(shapeInput({ InputPath: '$.detail' }, event)).toBe('{"leadId":"l1","score":7,"tags":["a","b"]}');
});

test('a template is filled with texts inside quotes and with JSON elsewhere', () => {
  const InputPathsMap = { lead: '$.detail.leadId', score: '$.detail.score', tags: '$.detail.tags' };
  const InputTemplate = '{"a":"<lead>","b":<score>,"c":<tags>,"d":"lead <lead>!"}';
  expect(JSON.parse(shapeInput({ InputTransformer: { InputPathsMap, InputTemplate } }, event))).toEqual({
    a: 'l1',
    b: 7,
    c: ['a', 'b'],
    d: 'lead l1!',
  });
});
