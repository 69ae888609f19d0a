import { cancelMessage, type MessageName, releaseMessage } from '../../shared/conversations/held.ts';
import type { MessageBody } from '../../shared/conversations/model.ts';
import type { ConversationKey } from '../../shared/conversations/model-keys.ts';
import type { Message } from '../../shared/conversations/model-messages.ts';
import { handBack, markRead, takeOver } from '../../shared/conversations/operate.ts';
import { type PlanMessage, planMessage } from '../../shared/conversations/plan-message.ts';
import type { GateDeps } from '../../shared/conversations/ports.ts';
import { recallMessage } from '../../shared/conversations/recall.ts';
import { listInboxKeys, loadHeads } from '../../shared/conversations/store-inbox.ts';
import { snooze } from '../../shared/conversations/triage.ts';
import { RuleViolation } from '../../shared/runtime/errors.ts';
import type { Operation } from './operations.ts';
import { conversationOf, type SceneAccount } from './scene.ts';
import type { World } from './world.ts';

/** What people do at our console. */

/** For how long something is put off. */
const LATER_MS = 20 * 60_000;
/** A console repeats what it heard no answer to; a refusal is an answer. */
const TRIES = 3;
/** One more than a touch may hold (W3). */
const TOUCH = 4;

export async function asPerson(
  world: World,
  operation: Operation,
  account: SceneAccount,
  customer: string,
): Promise<void> {
  const { kind } = operation;
  const key = conversationOf(account, customer);
  const name = `${key.tenantId}|${key.conversationId}`;
  const { situations, timeline } = world.sim;
  const composing = world.models.composing() > 0;
  const comments = world.platforms.ledger(account.platformId, customer).acts.filter((one) => one.kind === 'commented');
  // Mostly the newest; the first may have had its answer long ago.
  const comment = operation.at % 3 === 0 ? comments[0] : comments.at(-1);
  for (let tries = 0; tries < TRIES; tries++) {
    const flying = world.observer.heads.get(name)?.inFlight;
    const outcome = await world.invoke('api', async ({ ports: { gate: deps } }) => {
      try {
        if (kind === 'take-over') {
          await takeOver(deps, key);
          world.observer.personActed(name);
        }
        await (isWriting(kind)
          ? write(world, deps, operation, { key, commentId: comment?.id })
          : change(world, deps, kind, key));
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

const WRITING: ReadonlySet<string> = new Set(['operator', 'operator-image', 'send-later', 'touch', 'answer-comment']);
const isWriting = (kind: Operation['kind']): boolean => WRITING.has(kind);

async function write(
  { sim }: World,
  deps: GateDeps,
  { kind, at }: Operation,
  { key, commentId }: { readonly key: ConversationKey; readonly commentId: string | undefined },
): Promise<void> {
  const message = (body: MessageBody, number = 0): PlanMessage => ({
    ...key,
    messageId: number === 0 ? `op-${at}` : `op-${at}-${number}`,
    body,
    sender: 'operator',
    senderId: 'u1',
    // Every other one is to wait where it may not go now (W8).
    hold: at % 2 === 0,
  });
  const words = (number = 0): MessageBody => ({
    type: 'text',
    text: `人工答复${at}${number === 0 ? '' : `之${number}`}`,
  });
  if (kind === 'operator') await planMessage(deps, message(words()));
  else if (kind === 'operator-image')
    await planMessage(deps, message({ type: 'image', mediaId: `media${at}`, url: `https://i.example/${at}.jpg` }));
  else if (kind === 'send-later')
    await planMessage(deps, { ...message(words()), hold: false, sendAtMs: deps.clock.now() + LATER_MS });
  else if (kind === 'touch')
    for (let number = 1; number <= TOUCH; number++) {
      const { state, failure } = (await planMessage(deps, { ...message(words(number), number), hold: true })).message;
      if (state === 'held' && failure?.code === 'window.quota-used') sim.situations.reach('touch-used-up');
    }
  else if (commentId !== undefined) await answerComment(sim, deps, message(words()), commentId);
}

async function answerComment(
  sim: World['sim'],
  deps: GateDeps,
  message: PlanMessage,
  commentId: string,
): Promise<void> {
  const { body } = message;
  if (body.type !== 'text') return;
  try {
    const planned = await planMessage(deps, { ...message, body: { ...body, quote: { commentId, noteId: 'note1' } } });
    if (planned.message.state === 'held') sim.situations.reach('comment-refused');
  } catch (error) {
    if (error instanceof RuleViolation && ['W7', 'A3'].includes(error.details.rule ?? ''))
      sim.situations.reach('comment-refused');
    throw error;
  }
}

async function change(world: World, deps: GateDeps, kind: Operation['kind'], key: ConversationKey): Promise<void> {
  const own = (state: Message['state']) => (one: Message) =>
    one.state === state && one.kind === 'message' && one.conversationId === key.conversationId;
  const all = [...world.observer.messages.values()];
  const sent = all.findLast(own('sent'));
  const held = all.find(own('held'));
  if (kind === 'hand-back') await handBack(deps, key);
  else if (kind === 'mark-read') await markRead(deps, key);
  else if (kind === 'cancel' && held) await cancelMessage(deps, { ...key, messageId: held.messageId });
  else if (kind === 'recall' && sent) await recallAsPerson(world, deps, { ...key, messageId: sent.messageId });
  else if (kind === 'release' && held) await releaseMessage(deps, { ...key, messageId: held.messageId });
  else if (kind === 'snooze') await snooze(deps, key, 'u1', deps.clock.now() + LATER_MS);
  else if (kind === 'browse') await browse(world, deps, key.tenantId);
}

/** A read may lag by so much: what is older is there. */
const LAG_MS = 10_000;

/** I1: a list shows all that its keys name, whatever a bulk read leaves out at first (F21). */
async function browse({ sim, accounts, truth }: World, deps: GateDeps, tenantId: string): Promise<void> {
  for (const place of accounts.filter((one) => one.tenantId === tenantId)) {
    const asOfMs = sim.timeline.now() - LAG_MS;
    const keys = await listInboxKeys(deps.table, place, { limit: 50 });
    const shown = new Set((await loadHeads(deps.table, keys)).map(({ conversationId }) => conversationId));
    for (const { pk, sk } of keys) {
      const head = truth.get({ pk, sk }, asOfMs);
      const id = pk.slice(pk.lastIndexOf('#') + 1);
      if (head && !shown.has(id)) sim.violate('INV17', `${pk} is left out of the list that names it`);
    }
  }
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
