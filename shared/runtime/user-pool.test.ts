import { expect, test } from 'vitest';
import { AwsError } from './aws-json.ts';
import { createUserPool } from './user-pool.ts';

const ATTRIBUTES = [
  { Name: 'email', Value: 'lin@example.com' },
  { Name: 'sub', Value: 'sub-1' },
];

/** A pool that answers each operation as told, and the operations it was asked for. */
function setUp(answers: Readonly<Record<string, unknown>>) {
  const calls: { operation: string; input: object }[] = [];
  const pool = createUserPool(async (operation, input) => {
    calls.push({ operation, input });
    const answer = answers[operation] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  }, 'eu-west-1_abc');
  return { calls, pool, asked: () => calls.map(({ operation }) => operation) };
}

test('X1: somebody new is invited by mail with their name', async () => {
  const { pool, calls } = setUp({ AdminCreateUser: { User: { Attributes: ATTRIBUTES } } });
  expect(await pool.invite('lin@example.com', '小林')).toEqual({ sub: 'sub-1', isNew: true });
  expect(calls).toEqual([
    {
      operation: 'AdminCreateUser',
      input: {
        UserPoolId: 'eu-west-1_abc',
        Username: 'lin@example.com',
        UserAttributes: [
          { Name: 'email', Value: 'lin@example.com' },
          { Name: 'email_verified', Value: 'true' },
          { Name: 'name', Value: '小林' },
        ],
        DesiredDeliveryMediums: ['EMAIL'],
      },
    },
  ]);
});

test('X1: somebody known is found', async () => {
  const { pool, asked } = setUp({
    AdminCreateUser: new AwsError('UsernameExistsException', 400, 'exists'),
    AdminGetUser: { UserAttributes: ATTRIBUTES },
  });
  expect(await pool.invite('lin@example.com', '小林')).toEqual({ sub: 'sub-1', isNew: false });
  expect(asked()).toEqual(['AdminCreateUser', 'AdminGetUser']);
});

test('whoever set a password already needs no second mail; whoever is gone is gone', async () => {
  const { pool } = setUp({
    AdminCreateUser: new AwsError('UnsupportedUserStateException', 400, 'confirmed'),
    AdminDeleteUser: new AwsError('UserNotFoundException', 400, 'gone'),
  });
  await pool.resend('lin@example.com');
  await pool.remove('lin@example.com');
});

test('SEC30: who leaves can neither sign in nor renew', async () => {
  const { pool, asked } = setUp({});
  await pool.disable('lin@example.com');
  expect(asked()).toEqual(['AdminDisableUser', 'AdminUserGlobalSignOut']);
});

test('other failures are not hidden', async () => {
  const failure = new AwsError('TooManyRequestsException', 400, 'slow down');
  const { pool } = setUp({ AdminCreateUser: failure, AdminDeleteUser: failure });
  await expect(pool.invite('a@example.com', 'a')).rejects.toBe(failure);
  await expect(pool.resend('a@example.com')).rejects.toBe(failure);
  await expect(pool.remove('a@example.com')).rejects.toBe(failure);
});
