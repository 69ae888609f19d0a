import { expect, test } from 'vitest';
import { bearerOf, isFresh, readStoredUser } from './token.ts';

const stored = (fields: object) => readStoredUser(JSON.stringify(fields));

test('X1: the access token is the bearer if it is a JWT, else the identity token', () => {
  const jwt = stored({ access_token: 'a.b.c', id_token: 'd.e.f', expires_at: 100, refresh_token: 'r' });
  expect(jwt && bearerOf(jwt)).toBe('a.b.c');
  expect(jwt?.canRenew).toBe(true);
  const opaque = stored({ access_token: 'opaque', id_token: 'd.e.f', expires_at: 100 });
  expect(opaque && bearerOf(opaque)).toBe('d.e.f');
});

test('a token is fresh while it will still be good on arrival', () => {
  const user = stored({ access_token: 'a.b.c', expires_at: 1_000 });
  expect(user && [isFresh(user, 900_000), isFresh(user, 941_000), isFresh(user, 999_000, 0)]).toEqual([
    true,
    false,
    true,
  ]);
});

test('what cannot be read counts as signed out', () => {
  expect([null, '', 'not json', '7', 'null'].map((text) => readStoredUser(text))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
