import { asCustomer } from './act-customer.ts';
import { asPerson } from './act-person.ts';
import type { Operation } from './operations.ts';
import type { SceneAccount } from './scene.ts';
import type { World } from './world.ts';

/** One customer of each account hardly ever speaks: comments (W7) or consents (W3), and is answered by that right alone. */
const SHY = 1;

function shyly(operation: Operation, { platform }: SceneAccount): Operation {
  if (operation.customer !== SHY || operation.at % 5 === 0) return operation;
  if (operation.kind === 'say') return { ...operation, kind: 'comment' };
  return operation.kind === 'operator' && platform === 'xiaohongshu'
    ? { ...operation, kind: 'answer-comment' }
    : operation;
}

/** Carries out one operation of a person. */
export function act(world: World, asked: Operation): void {
  const account = world.accounts[asked.account] ?? world.accounts[0];
  if (!account) return;
  const operation = shyly(asked, account);
  if (world.sim.chaos.strikes('F14', 'E5')) world.elsewhere.change(account);
  const customer = `cust${operation.account}${operation.customer}`;
  const { kind } = operation;
  world.sim.trace.add(`${world.sim.timeline.now()} #${operation.at} ${kind} ${customer}`);
  switch (kind) {
    case 'enter':
    case 'say':
    case 'say-phone':
    case 'fill-card':
    case 'recalled':
    case 'comment':
    case 'consent':
    case 'withdraw':
      asCustomer(world, operation, account, customer);
      return;
    case 'phone-app':
      world.sim.situations.reach('echo-foreign');
      world.platforms.phoneSends(account, customer, `手机回复${operation.at}`);
      return;
    case 'redrive':
      for (const queue of Object.values(world.queues)) queue.redrive();
      return;
    default:
      void asPerson(world, operation, account, customer);
  }
}
