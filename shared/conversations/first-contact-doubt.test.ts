import { expect, test } from 'vitest';
import type { SendOutcome } from '../platforms/platform.ts';
import { account, createWorld } from './harness.ts';
import { text } from './harness-words.ts';
import type { MessageBody } from './model.ts';
import { planMessage } from './plan-message.ts';

/** W4 and W9 together: what may follow a first text whose outcome nobody knows. */

type World = ReturnType<typeof createWorld>;
const image: MessageBody = { type: 'image', url: 'https://i' };

const say = (world: World, messageId: string, body: MessageBody) =>
  planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1', hold: true });

/** An entry, a first text that ended so, and an image after it. */
async function after(outcome: SendOutcome): Promise<World> {
  const world = createWorld(account('xiaohongshu', { highWeight: true }));
  await world.apply(world.event('entered'));
  world.answers.push(outcome);
  await say(world, 'operator-0001', text('您好'));
  await world.drain();
  await say(world, 'operator-0002', image);
  await world.drain();
  return world;
}

const told = (world: World) => world.messages().map(({ state, failure }) => failure?.code ?? state);

test('W4: a text that the platform took lets an image follow', async () => {
  const world = await after({ kind: 'sent', platformMessageId: 'p1' });
  expect(told(world)).toEqual(['sent', 'sent']);
  expect(world.head().facts.beforeSpeech.map(({ unproven }) => unproven)).toEqual([undefined, undefined]);
});

test('W4, W9: after a text of unknown outcome the image waits, and leaves once an echo proves the text', async () => {
  const world = await after({ kind: 'unknown', code: 'http.cut' });
  expect(told(world)).toEqual(['http.cut', 'window.text-unproven']);
  await world.apply(world.event('echo', { eventId: 'server-1', body: text('您好'), sentByUs: true }));
  await world.drain();
  expect(told(world)).toEqual(['sent', 'sent']);
  expect(world.texts()).toEqual(['您好', 'image']);
});

test('W4, W9: an echo that overtakes the answer proves the text as well', async () => {
  const world = createWorld(account('xiaohongshu', { highWeight: true }));
  await world.apply(world.event('entered'));
  await say(world, 'operator-0001', text('您好'));
  world.answers.push(async () => {
    await world.apply(world.event('echo', { eventId: 'server-1', body: text('您好'), sentByUs: true }));
    return { kind: 'unknown', code: 'http.cut' };
  });
  await world.drain();
  await say(world, 'operator-0002', image);
  await world.drain();
  expect(told(world)).toEqual(['sent', 'sent']);
});

test('W4: a text that the platform refused gives its place back: a text comes first', async () => {
  const world = await after({ kind: 'failed', class: 'rejected', code: 'content' });
  expect(told(world)).toEqual(['content', 'window.text-first']);
});
