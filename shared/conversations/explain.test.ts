import { expect, test } from 'vitest';
import { explainMessage } from './explain.ts';
import { account, createWorld } from './harness.ts';
import { packFor } from './packs.ts';
import { planMessage } from './plan-message.ts';
import { reevaluate } from './rules-trace.ts';

const TEXTS = ['欢迎', '想装什么户型？', '留个电话吧'];

test('Z1: every decision kept with a message is judged again to the same verdict', async () => {
  for (const platform of ['douyin', 'xiaohongshu'] as const) {
    const world = createWorld(account(platform, { welcome: TEXTS, highWeight: true }));
    await world.apply(world.event('entered'));
    await world.drain();
    const body = { type: 'text', text: '您好' } as const;
    const plan = (messageId: string) =>
      planMessage(world.deps, { ...world.key, messageId, body, sender: 'operator', senderId: 'u1', hold: true });
    world.nowMs += 31_000;
    await plan('operator-0001');
    await world.drain();
    world.nowMs += 1_000;
    await world.apply(world.event('message', { body }));
    await world.drain();
    await plan('operator-0002');
    await world.drain();
    const messages = world.messages();
    expect(messages.length).toBeGreaterThanOrEqual(4);
    for (const { messageId, atMs } of messages) {
      const { again, trace } = await explainMessage(world.deps, { ...world.key, messageId, placeMs: atMs });
      expect(again).toEqual({ verdict: trace.verdict, equal: true, intact: true });
    }
  }
});

test('Z1: facts altered afterwards do not pass for those that decided', async () => {
  const world = createWorld(account('douyin', { welcome: TEXTS }));
  await world.apply(world.event('entered'));
  await world.drain();
  const [message] = world.messages();
  const trace = message?.trace;
  if (!message || !trace?.basis) throw new Error('no trace');
  const { basis } = trace;
  const [entry] = basis.facts.entries;
  if (!entry) throw new Error('no entry');
  const facts = { ...basis.facts, entries: [{ ...entry, spent: 3 }] };
  const forged = { ...trace, basis: { ...basis, facts } };
  const again = reevaluate(packFor('douyin', trace.decidedAtMs), message, forged);
  expect(again).toMatchObject({ equal: false, intact: false, verdict: { code: 'window.quota-used' } });
});

test('Z1: a message nobody judged, and one that is not there, have no trace', async () => {
  const world = createWorld(account('douyin'));
  await world.apply(world.event('message', { body: { type: 'text', text: '在吗' } }));
  const name = { ...world.key, messageId: 'operator-0001' };
  await expect(explainMessage(world.deps, name)).rejects.toMatchObject({ code: 'message.unknown', status: 404 });
  const body = { type: 'text', text: '您好' } as const;
  await planMessage(world.deps, { ...name, body, sender: 'operator', senderId: 'u1' });
  await expect(explainMessage(world.deps, name)).rejects.toMatchObject({ code: 'trace.unknown', status: 404 });
});
