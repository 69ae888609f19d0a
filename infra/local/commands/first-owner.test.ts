import { expect, test } from 'vitest';
import { takeFirstOwner } from './first-owner.ts';

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
