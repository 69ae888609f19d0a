import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlatformClient } from '../platforms/platform.ts';
import type { RowTable } from '../runtime/row-table.ts';
import { agentConversations } from './agent-conversations.ts';
import { applyEvents } from './apply-events.ts';
import { pumpConversation } from './gate.ts';
import { account, createWorld, WITH_AGENT } from './harness.ts';
import { text } from './harness-words.ts';
import { takeOver } from './operate.ts';
import { planMessage } from './plan-message.ts';
import type { GateDeps } from './ports.ts';

/**
 * Everybody at once, in every order: every call to table and platform is a point where another may come first. Two
 * senders, a customer who speaks, an operator who takes over and writes, an agent that answers.
 */

function scheduled(scheduler: fc.Scheduler, deps: GateDeps, accepted: (what: string) => void): GateDeps {
  const turn = async <T>(effect: () => Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve());
    const result = await effect();
    await scheduler.schedule(Promise.resolve());
    return result;
  };
  const { table, clients } = deps;
  const slow: RowTable = {
    ...table,
    get: (key, options) => turn(() => table.get(key, options)),
    query: (query) => turn(() => table.query(query)),
    put: (write) => turn(() => table.put(write)),
    putAll: (writes) => turn(() => table.putAll(writes)),
  };
  const douyin: PlatformClient = {
    ...clients.douyin,
    send: (request) =>
      turn(async () => {
        accepted(request.body.type === 'text' ? request.body.text : '');
        return clients.douyin.send(request);
      }),
  };
  const sleep = (ms: number): Promise<void> => turn(() => deps.timers.sleep(ms));
  return { ...deps, table: slow, timers: { sleep }, clients: { ...clients, douyin } };
}

test('Z3, INV3, INV6, INV7: whoever comes first, nothing leaves twice, out of order, or automated after a takeover', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const world = createWorld(account('douyin', WITH_AGENT));
      await world.apply(world.event('message', { body: text('多少钱') }));
      world.nowMs += 2_000;
      const { burstKey = '', epoch } = world.head();
      const answer = {
        ...world.key,
        accountId: 'dy_account1',
        burstKey,
        epoch,
        agentId: 'g1',
        bodies: [text('a1'), text('a2')],
        tags: [],
      };
      await agentConversations(world.deps).plan(answer);
      world.nowMs += 100;
      const more = await world.stored(world.event('message', { body: text('在吗') }), world.nowMs);

      let takenOver = false;
      const afterTakeover: string[] = [];
      const deps = scheduled(scheduler, world.deps, (what) => {
        if (takenOver) afterTakeover.push(what);
      });
      const operator = (messageId: string, value: string) =>
        planMessage(deps, { ...world.key, messageId, body: text(value), sender: 'operator', senderId: 'u1' });
      const steps = [
        pumpConversation(deps, world.key),
        pumpConversation(deps, world.key),
        applyEvents(deps, world.key, [more]),
        takeOver(deps, world.key)
          .then(() => {
            takenOver = true;
          })
          .then(() => operator('operator-0001', 'o1'))
          .then(() => operator('operator-0002', 'o2'))
          .then(() => pumpConversation(deps, world.key)),
      ];
      await scheduler.waitFor(Promise.all(steps));
      for (let round = 0; round < 3; round++) {
        world.nowMs += 31_000;
        await pumpConversation(world.deps, world.key);
      }

      const sent = world.texts();
      expect(new Set(sent).size).toBe(sent.length);
      expect(sent).toEqual(['a1', 'a2', 'o1', 'o2'].filter((one) => sent.includes(one)));
      expect(afterTakeover.filter((one) => one.startsWith('a'))).toEqual([]);
      expect(sent).toContain('o1');
      expect(sent).toContain('o2');
      for (const message of world.messages()) expect(['sent', 'cancelled']).toContain(message.state);
      expect(world.head()).not.toHaveProperty('inFlight');
    }),
    { numRuns: 80 },
  );
});
