import { expect, test } from 'vitest';
import type { Row, RowTable } from '../runtime/row-table.ts';
import { applyEvents } from './apply-events.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld } from './harness.ts';
import { planText, text } from './harness-words.ts';
import type { MessageBody } from './model.ts';
import { planMessage } from './plan-message.ts';

/** Meetings of sends and their echoes that seeds of the simulation found (W9). */

const planned = (world: ReturnType<typeof createWorld>, messageId: string, body: MessageBody) =>
  planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1' });

test('W9: a send that a dying sender called unknown is proven by the echo that came before anybody else looked', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planText(world);
  world.answers.push({ kind: 'unknown', code: 'answer.unreadable' });
  const whole = world.deps.table;
  let settled = false;
  const dying: RowTable = {
    ...world.deps.table,
    put: async (write) => {
      if (settled) throw new Error('dead');
      settled = write.row.__edb_e__ === 'message';
      return whole.put(write);
    },
  };
  await expect(pumpConversation({ ...world.deps, table: dying }, world.key)).rejects.toThrow('dead');
  await world.apply(world.event('echo', { eventId: 'p1', sentByUs: true, body: text('您好') }));
  await pumpConversation(world.deps, world.key);
  expect(world.messages().map(({ state }) => state)).toEqual(['sent']);
});

test('W9: an echo applied after the sender looked for it, and before the head says unknown, still proves the send', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planText(world);
  world.answers.push({ kind: 'unknown', code: 'answer.unreadable' });
  // Between the look for the echo and the head's next write stands the row's own.
  const whole = world.deps.table;
  let echoed = false;
  const table: RowTable = {
    ...world.deps.table,
    put: async (write) => {
      const done = await whole.put(write);
      if (!echoed && write.row.__edb_e__ === 'message') {
        echoed = true;
        await world.apply(world.event('echo', { eventId: 'p1', sentByUs: true, body: text('您好') }));
      }
      return done;
    },
  };
  await pumpConversation({ ...world.deps, table }, world.key);
  expect(world.messages().map(({ state }) => state)).toEqual(['sent']);
  expect(world.head().recent[0]).not.toHaveProperty('unknown');
});

test('W9: a send of unknown outcome is proven by its echo though two senders died before they looked for it', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planned(world, 'operator-0001', text('您好'));
  world.answers.push({ kind: 'unknown', code: 'answer.unreadable' });
  const whole = world.deps.table;
  /** Dies as soon as so many writes are done. */
  const dyingAfter = (writes: number): RowTable => {
    let left = writes;
    const alive = <T>(act: () => Promise<T>): Promise<T> => (left > 0 ? act() : Promise.reject(new Error('dead')));
    return {
      ...whole,
      query: (query) => alive(() => whole.query(query)),
      put: (write) =>
        alive(async () => {
          const done = await whole.put(write);
          left -= 1;
          return done;
        }),
    };
  };
  // Claim and row; then the echo comes, and is taken for the one in flight; then the head says that it is unknown.
  await expect(pumpConversation({ ...world.deps, table: dyingAfter(2) }, world.key)).rejects.toThrow('dead');
  await world.apply(world.event('echo', { eventId: 'p1', sentByUs: true, body: text('您好') }));
  await expect(pumpConversation({ ...world.deps, table: dyingAfter(1) }, world.key)).rejects.toThrow('dead');
  expect(world.messages().map(({ state }) => state)).toEqual(['unknown']);
  await pumpConversation(world.deps, world.key);
  expect(world.messages().map(({ state }) => state)).toEqual(['sent']);
  expect(world.head().recent[0]).not.toHaveProperty('unknown');
});

test('W9, INV17: an echo that meets an old copy of the head, with its send still in flight, proves it all the same', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planned(world, 'operator-0001', text('您好'));
  let inFlight: Row | undefined;
  world.answers.push(async () => {
    inFlight = world.table.all().find((row) => row.__edb_e__ === 'conversation');
    return { kind: 'unknown', code: 'answer.unreadable' };
  });
  await pumpConversation(world.deps, world.key);
  expect(world.messages().map(({ state }) => state)).toEqual(['unknown']);
  const { table } = world.deps;
  const lagging: RowTable = {
    ...table,
    get: (key, options) => (options?.consistent ? table.get(key, options) : Promise.resolve(inFlight)),
  };
  const echo = world.event('echo', { eventId: 'p1', sentByUs: true, body: text('您好') });
  const stored = await world.stored(echo, world.nowMs);
  await applyEvents({ ...world.deps, table: lagging }, world.key, [stored]);
  expect(world.messages().map(({ state }) => state)).toEqual(['sent']);
});

test('W9: of two pictures, whose echoes look alike, an echo proves the one that left when it says', async () => {
  const picture = (name: string): MessageBody => ({ type: 'image', mediaId: name, url: `https://i.example/${name}` });
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: text('在吗') }));
  await planned(world, 'operator-0001', picture('first'));
  world.answers.push({ kind: 'unknown', code: 'http.503' });
  await pumpConversation(world.deps, world.key);
  world.nowMs += 70_000;
  await planned(world, 'operator-0002', picture('second'));
  world.answers.push(async () => {
    await world.apply(world.event('echo', { eventId: 'p2', sentByUs: true, body: picture('') }));
    return { kind: 'sent', platformMessageId: 'p2' };
  });
  await pumpConversation(world.deps, world.key);
  expect(world.messages().map(({ state }) => state)).toEqual(['unknown', 'sent']);
});
