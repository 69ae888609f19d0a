import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPolicies } from './policies.ts';
import type { Template } from './types.ts';

const TABLE = 'arn:table';
const statement = (Effect: string, Action: unknown, Condition?: object) => ({
  Effect,
  Action,
  Resource: [TABLE, `${TABLE}/index/gsi1`],
  ...(Condition ? { Condition } : {}),
});
const keys = (operator: string, ...patterns: string[]) => ({ [operator]: { 'dynamodb:LeadingKeys': patterns } });
const led = (rest: string) => `t#\${aws:PrincipalTag/tenant}${rest}`;
const OWN = keys('ForAllValues:StringLike', led(''), led('#*'));

const policiesOf = (...statements: object[]) =>
  createPolicies({
    resources: (type: string) =>
      type === 'AWS::IAM::Policy'
        ? [{ id: 'p', type, dependsOn: [], properties: { PolicyDocument: { Statement: statements }, Roles: ['Role'] } }]
        : [],
    resolve: (value: unknown) => value,
    logicalIdOfArn: () => undefined,
    outputs: {},
  } satisfies Template);
const ask = (action: string, ...leadingKeys: string[]) => ({
  action: `dynamodb:${action}`,
  resource: TABLE,
  leadingKeys,
});
const as = (tenant: string) => ({ role: 'Role', tags: { tenant } });

test('SEC10: a session reaches keys that its tag leads, all of them or none', () => {
  const may = policiesOf(statement('Allow', ['dynamodb:GetItem', 'dynamodb:BatchGetItem'], OWN));
  expect(may(as('a'), ask('GetItem', 't#a'))).toBe(true);
  expect(may(as('a'), ask('BatchGetItem', 't#a', 't#a#accounts'))).toBe(true);
  expect(may(as('a'), ask('BatchGetItem', 't#a', 't#b'))).toBe(false);
  expect(may(as('a'), ask('GetItem', 't#ab'))).toBe(false);
  expect(may(as('a'), ask('PutItem', 't#a'))).toBe(false);
  expect(may({ role: 'Role', tags: {} }, ask('GetItem', 't#'))).toBe(false);
  expect(may({ role: 'Other', tags: { tenant: 'a' } }, ask('GetItem', 't#a'))).toBe(false);
  expect(may(as('a'), { ...ask('GetItem', 't#a'), resource: 'arn:other' })).toBe(false);
});

test('SEC10: whatever a tag and a key hold, only what the tag leads is reached: a tag is no pattern', () => {
  const may = policiesOf(statement('Allow', 'dynamodb:GetItem', OWN));
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', '#', '*', '?', '.', '$', '{', '(', '[', '\\'),
    maxLength: 4,
  });
  fc.assert(
    fc.property(word, word, (tenant, rest) => {
      const key = `t#${rest}`;
      expect(may(as(tenant), ask('GetItem', key))).toBe(rest === tenant || rest.startsWith(`${tenant}#`));
    }),
  );
});

test('SEC31: what is denied is denied, whatever else is allowed', () => {
  const deny = keys('ForAnyValue:StringLike', 't#*#audit#*');
  const may = policiesOf(
    statement('Allow', ['dynamodb:DeleteItem'], OWN),
    statement('Deny', ['dynamodb:DeleteItem'], deny),
  );
  expect(may(as('a'), ask('DeleteItem', 't#a#x'))).toBe(true);
  expect(may(as('a'), ask('DeleteItem', 't#a#audit#2026-11'))).toBe(false);
});

test('a condition that is not played is an error, not a permission', () => {
  const may = policiesOf(statement('Allow', 'dynamodb:GetItem', { Bool: { 'aws:SecureTransport': ['true'] } }));
  expect(() => may(as('a'), ask('GetItem', 't#a'))).toThrow(/not played/);
});
