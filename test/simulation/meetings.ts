import { asPerson } from './act-person.ts';
import type { QueueBatch } from './queues.ts';
import { CUSTOMERS, conversationOf, type SceneAccount } from './scene.ts';
import type { World } from './world.ts';

/** Who meets whom over one burst: a person takes over while an agent composes (F54), two agents answer it at once (F55). */

const COMPOSING_MS: readonly [number, number] = [300, 4_000];
const APART_MS: readonly [number, number] = [1, 1_500];
/** Operations of a seed are numbered from 0: these are nobody's. */
const UNNAMED = 1_000_000;

export function attachMeetings(world: World): void {
  const { sim, accounts, queues } = world;
  const people = new Map<string, readonly [SceneAccount, string]>();
  for (const [at, account] of accounts.entries())
    for (let who = 0; who < CUSTOMERS; who++) {
      const customer = `cust${at}${who}`;
      people.set(conversationOf(account, customer).conversationId, [account, customer]);
    }

  world.meet.agentAsked = (batch: QueueBatch): void => {
    for (const { body } of batch.Records) {
      const [, conversationId = ''] = /"conversationId":"([^"]+)"/.exec(body) ?? [];
      const [account, customer] = people.get(conversationId) ?? [];
      if (account && customer !== undefined && sim.chaos.strikes('F54', 'E7')) {
        const taken = { at: UNNAMED, atMs: 0, kind: 'take-over', account: 0, customer: 0 } as const;
        sim.timeline.after(sim.random.between(...COMPOSING_MS), () => void asPerson(world, taken, account, customer));
      }
      // As if the queue had handed it to two at once.
      if (sim.chaos.strikes('F55', 'E7'))
        sim.timeline.after(sim.random.between(...APART_MS), () => queues.agent.put(JSON.parse(body), 0));
    }
  };
}
