import { expect, test } from 'vitest';
import { createLedger } from './ledger.ts';
import type { Message } from './model.ts';
import { noStore } from './store.ts';
import { createWorld } from './world.ts';

const WHO = { accountId: 'account', customerId: 'customer' };

function book() {
  const world = createWorld(noStore, () => 'ref');
  const ledger = createLedger(world);
  let n = 0;
  const send = (text: string, triggerId: string | undefined, atMs: number): void => {
    const message: Message = {
      ...WHO,
      id: `m${n++}`,
      atMs,
      from: 'account',
      via: 'api',
      body: { kind: 'text', text },
      ...(triggerId === undefined ? {} : { triggerId }),
    };
    ledger.accept(world.conversation(WHO), message);
  };
  return { world, ledger, send };
}

test('INV3: the same words for the same trigger count as a duplicate, however late', () => {
  const { world, ledger, send } = book();
  send('hello', 't1', 10);
  world.conversation(WHO).lastActAtMs = 20;
  send('hello', 't1', 30);
  expect(ledger.counters.duplicates).toBe(1);
});

test('INV3: the same words again count unless the customer did something in between', () => {
  const { world, ledger, send } = book();
  send('hello', undefined, 10);
  send('hello', undefined, 20);
  expect(ledger.counters.duplicates).toBe(1);
  world.conversation(WHO).lastActAtMs = 30;
  send('hello', undefined, 40);
  expect(ledger.counters.duplicates).toBe(1);
});

test('other words are no duplicate', () => {
  const { ledger, send } = book();
  send('hello', 't1', 10);
  send('how are you', 't1', 20);
  expect(ledger.counters.duplicates).toBe(0);
  expect(ledger.counters.accepted).toBe(2);
});

test('only rules that the caller could know make a refusal illegal', () => {
  const { ledger } = book();
  const refusal = { ...WHO, atMs: 1, operation: 'send' as const, why: '' };
  ledger.refuse({ ...refusal, code: 28001008, illegal: false });
  ledger.refuse({ ...refusal, code: 28003070, illegal: true });
  expect(ledger.counters).toMatchObject({ refused: 2, refusedIllegal: 1, 'refused.28003070': 1 });
});
