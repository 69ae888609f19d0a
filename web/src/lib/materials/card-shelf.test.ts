import { expect, test, vi } from 'vitest';
import type { AccountCardsView } from '../contracts.ts';

// Runes are the compiler's; outside a component a field is a field.
vi.stubGlobal('$state', { raw: (value: unknown) => value });
const { CardShelf } = await import('./card-shelf.svelte.ts');

/** A server that counts what it is asked for and holds one card an account. */
function bench() {
  const asked: string[] = [];
  let version = 1;
  const call = async (_name: string, { params }: { params: { accountId: string } }): Promise<AccountCardsView> => {
    asked.push(params.accountId);
    const card = { id: `note-${params.accountId}`, card: 'note' as const, title: `案例 ${version}` };
    return { accountId: params.accountId, version, items: [card], messageCards: [] };
  };
  const shelf = new CardShelf({ call } as unknown as ConstructorParameters<typeof CardShelf>[0]);
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const sync = (): void => {
    version += 1;
  };
  return { shelf, asked, settle, sync };
}

test('M3: cards are fetched for the account that is asked for, once, and found among what is here', async () => {
  const { shelf, asked, settle } = bench();
  expect(shelf.of('a1').value).toBeUndefined();
  shelf.of('a1').ensure();
  shelf.of('a1').ensure();
  await settle();
  expect(asked).toEqual(['a1']);
  expect(shelf.find('note-a1')?.title).toBe('案例 1');
  expect(shelf.find('note-a2')).toBeUndefined();
});

test('M3: an account that tells of other cards has them fetched anew, if somebody has them; others are left alone', async () => {
  const { shelf, asked, settle, sync } = bench();
  shelf.of('a1').ensure();
  await settle();
  shelf.follow({ id: 'a1', cardsVersion: 1 });
  shelf.follow({ id: 'a2', cardsVersion: 5 });
  // Asked about, as a list does of every account it names, but never fetched.
  shelf.of('a3');
  shelf.follow({ id: 'a3', cardsVersion: 5 });
  await settle();
  expect(asked).toEqual(['a1']);
  sync();
  shelf.follow({ id: 'a1', cardsVersion: 2 });
  await settle();
  expect(asked).toEqual(['a1', 'a1']);
  expect(shelf.of('a1').value?.items[0]?.title).toBe('案例 2');
});

test('M3: what changed while the cards were on their way is asked for after them', async () => {
  const { shelf, asked, settle } = bench();
  shelf.of('a1').ensure();
  shelf.follow({ id: 'a1', cardsVersion: 2 });
  await settle();
  expect(asked).toEqual(['a1', 'a1']);
});
