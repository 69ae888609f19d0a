import { createHash } from 'node:crypto';
import { cancelMessage, type MessageName, releaseMessage } from '../../shared/conversations/held.ts';
import type { MessageBody } from '../../shared/conversations/model.ts';
import { handBack, markRead, takeOver } from '../../shared/conversations/operate.ts';
import { planMessage } from '../../shared/conversations/plan-message.ts';
import type { GateDeps } from '../../shared/conversations/ports.ts';
import { recallMessage } from '../../shared/conversations/recall.ts';
import { snooze } from '../../shared/conversations/triage.ts';
import { RuleViolation } from '../../shared/runtime/errors.ts';
import type { Operation } from './operations.ts';
import type { Act } from './platform-ledger.ts';
import { PUSHES, type Push, type Told } from './platform-wire.ts';
import { conversationOf, type SceneAccount } from './scene.ts';
import type { Pushed } from './webhooks.ts';
import type { World } from './world.ts';

/** Carries out one operation of a person. */
export function act(world: World, operation: Operation): void {
  const account = world.accounts[operation.account] ?? world.accounts[0];
  if (!account) return;
  const customer = `cust${operation.account}${operation.customer}`;
  const { kind } = operation;
  world.sim.trace.add(`${world.sim.timeline.now()} #${operation.at} ${kind} ${customer}`);
  switch (kind) {
    case 'enter':
    case 'say':
    case 'say-phone':
    case 'fill-card':
    case 'recalled':
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
      void asOperator(world, operation, account, customer);
  }
}

const hashOf = (kind: string, id: string): string =>
  createHash('sha256').update(`${kind}|${id}`).digest('base64url').slice(0, 16);

function asCustomer(
  world: World,
  { kind, at, customer: who }: Operation,
  account: SceneAccount,
  customer: string,
): void {
  const told: Told = {
    account: account.platformId,
    customer,
    id: world.platforms.nextId(),
    atMs: world.sim.timeline.now(),
  };
  const { acts } = world.platforms.ledger(account.platformId, customer);
  const known = (as: 'entered' | 'spoke', stored: string, follows = false): void => {
    const act: Act = { kind: as, id: told.id, atMs: told.atMs, follows };
    acts.push(act);
    world.pending.set(`${account.accountId}|${hashOf(stored, told.id)}`, act);
  };
  const say = (push: Push, as: Pushed['kind']): void =>
    world.push(push, { account: account.platformId, id: told.id, kind: as });
  const text =
    kind === 'say-phone' ? `我的电话1398800${String(at).padStart(4, '0')}` : `密语${at} 租户${account.tenantId}`;
  if (kind === 'recalled') {
    const last = acts.findLast((act) => act.kind === 'spoke');
    if (!last) return;
    const push =
      account.platform === 'douyin'
        ? PUSHES.douyin.recalled({ ...told, id: last.id })
        : PUSHES.xiaohongshu.recalled(told, last.id);
    world.push(push, {
      account: account.platformId,
      id: account.platform === 'douyin' ? last.id : `r-${told.id}`,
      kind: 'other',
    });
    return;
  }
  if (kind === 'enter') {
    const follows = account.platform === 'xiaohongshu' && who === 2;
    known('entered', 'entered', follows);
    say(
      account.platform === 'douyin' ? PUSHES.douyin.entered(told) : PUSHES.xiaohongshu.entered(told, follows),
      'entered',
    );
    return;
  }
  if (kind === 'fill-card' && account.platform === 'douyin') {
    known('spoke', 'contact');
    say(PUSHES.douyin.filledCard(told, `1398800${String(at).padStart(4, '0')}`), 'spoke');
    return;
  }
  known('spoke', 'message');
  say(account.platform === 'douyin' ? PUSHES.douyin.spoke(told, text) : PUSHES.xiaohongshu.spoke(told, text), 'spoke');
}

async function recallAsPerson({ sim }: World, deps: GateDeps, name: MessageName): Promise<void> {
  try {
    const { message } = await recallMessage({ ...deps, recallers: deps.clients }, name);
    if (message.state === 'recalled') sim.situations.reach('recalled-by-us');
  } catch (error) {
    if (error instanceof RuleViolation && error.code === 'recall.too-late') sim.situations.reach('recall-too-late');
    throw error;
  }
}

/** For how long something is put off. */
const LATER_MS = 20 * 60_000;
/** A console repeats what it heard no answer to; a refusal is an answer. */
const TRIES = 3;

async function asOperator(
  world: World,
  { kind, at }: Operation,
  account: SceneAccount,
  customer: string,
): Promise<void> {
  const key = conversationOf(account, customer);
  const name = `${key.tenantId}|${key.conversationId}`;
  const { situations, timeline } = world.sim;
  const composing = world.models.composing() > 0;
  for (let tries = 0; tries < TRIES; tries++) {
    const flying = world.observer.heads.get(name)?.inFlight;
    const outcome = await world.invoke('api', async ({ ports: { gate: deps } }) => {
      const image: MessageBody = { type: 'image', mediaId: `media${at}`, url: `https://i.example/${at}.jpg` };
      const body: MessageBody = kind === 'operator-image' ? image : { type: 'text', text: `人工答复${at}` };
      // Every other one is to wait where it may not go now (W8).
      const hold = at % 2 === 0;
      const message = { ...key, messageId: `op-${at}`, body, sender: 'operator', senderId: 'u1', hold } as const;
      const sent = [...world.observer.messages.values()].findLast(
        (one) => one.state === 'sent' && one.kind === 'message' && one.conversationId === key.conversationId,
      );
      const held = [...world.observer.messages.values()].find(
        (one) => one.state === 'held' && one.conversationId === key.conversationId,
      );
      try {
        if (kind === 'take-over') {
          await takeOver(deps, key);
          world.observer.personActed(name);
        }
        if (kind === 'hand-back') await handBack(deps, key);
        else if (kind === 'mark-read') await markRead(deps, key);
        else if (kind === 'cancel' && held) await cancelMessage(deps, { ...key, messageId: held.messageId });
        else if (kind === 'recall' && sent) await recallAsPerson(world, deps, { ...key, messageId: sent.messageId });
        else if (kind === 'release' && held) await releaseMessage(deps, { ...key, messageId: held.messageId });
        else if (kind === 'snooze') await snooze(deps, key, 'u1', deps.clock.now() + LATER_MS);
        else if (kind === 'send-later')
          await planMessage(deps, { ...message, hold: false, sendAtMs: deps.clock.now() + LATER_MS });
        else if (kind === 'operator' || kind === 'operator-image') await planMessage(deps, message);
      } catch (error) {
        if (!(error instanceof Error) || !['RuleViolation', 'NotFound'].includes(error.name)) throw error;
      }
    });
    if (kind === 'mark-read') world.observer.readByPerson.add(name);
    if (kind === 'take-over' && composing) situations.reach('takeover-while-composing');
    if (kind === 'take-over' && flying?.automated) situations.reach('takeover-waited');
    if (outcome.ok) return;
    await timeline.sleep(2_000);
  }
}
