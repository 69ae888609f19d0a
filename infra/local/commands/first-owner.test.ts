import { expect, test } from 'vitest';
import { AwsError } from '../../../shared/runtime/aws-json.ts';
import { inviteUser, takeFirstOwner } from './first-owner.ts';

test('our arguments are taken out of those for the CDK', () => {
  expect(
    takeFirstOwner(['-c', 'stage=test', '--first-owner', 'lin@example.com', '--company', '青木装饰', '--verbose']),
  ).toEqual({
    owner: { email: 'lin@example.com', company: '青木装饰' },
    rest: ['-c', 'stage=test', '--verbose'],
  });
  expect(takeFirstOwner(['-c', 'stage=test'])).toEqual({ rest: ['-c', 'stage=test'] });
});

test.each([
  [['--first-owner', 'lin@example.com']],
  [['--company', '青木装饰']],
  [['--first-owner', 'lin', '--company', '青木装饰']],
  [['--first-owner', 'lin@example.com', '--company']],
])('half an owner is refused: %j', (args) => {
  expect(() => takeFirstOwner(args)).toThrow('--first-owner EMAIL --company NAME');
});

test('somebody new is invited by mail; somebody known is found', async () => {
  const calls: string[] = [];
  const attributes = [
    { Name: 'email', Value: 'lin@example.com' },
    { Name: 'sub', Value: 'sub-1' },
  ];
  const fresh = async (operation: string) => {
    calls.push(operation);
    return { User: { Attributes: attributes } };
  };
  expect(await inviteUser(fresh, 'eu-west-1_abc', 'lin@example.com')).toBe('sub-1');
  const known = async (operation: string) => {
    calls.push(operation);
    if (operation === 'AdminCreateUser') throw new AwsError('UsernameExistsException', 400, 'exists');
    return { UserAttributes: attributes };
  };
  expect(await inviteUser(known, 'eu-west-1_abc', 'lin@example.com')).toBe('sub-1');
  expect(calls).toEqual(['AdminCreateUser', 'AdminCreateUser', 'AdminGetUser']);
});
