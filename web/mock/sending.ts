import { OperatorMessage, routes } from '../../shared/contracts/routes.ts';
import type { ThreadItem } from '../../shared/contracts/views.ts';
import { answered } from './given.ts';
import { type HeldAct, heldAfter } from './held.ts';
import { bodiesOf } from './materials.ts';
import { change, found, MockRefusal, state } from './state.ts';
import { itemKey, threadOf } from './threads.ts';

/** What is said in the stand-in server's threads: by customers, by people, from materials, and what waits or is taken back. */

/** A customer says something. */
export function say(id: string, text: string): void {
  const { conversations } = state.world;
  const before = conversations.get(id);
  if (!before) return;
  const atMs = Date.now();
  const item: ThreadItem = { key: itemKey(atMs), atMs, kind: 'message', direction: 'in', body: { type: 'text', text } };
  threadOf(state.world, id).push(item);
  state.push({ type: 'items', conversationId: id, items: [item] });
  change(
    id,
    {
      lastMessage: { preview: text, atMs, from: 'customer' },
      lastActivityAtMs: atMs,
      unread: before.unread + 1,
      status: 'open',
      waitingSinceMs: atMs,
      window: { ...before.window, lastCustomerMessageAtMs: atMs },
    },
    ['snoozedUntilMs'],
  );
}

export function send(id: string, body: unknown): object {
  const message = OperatorMessage.parse(body);
  const items = threadOf(state.world, id);
  const atMs = Date.now();
  const known = items.find((item) => item.key.endsWith(message.messageId));
  const item: ThreadItem = known ?? {
    key: itemKey(atMs, message.messageId),
    atMs,
    kind: 'message',
    direction: 'out',
    sender: 'operator',
    senderName: '周店长',
    body: message.body.type === 'image' ? { type: 'image', objectId: message.body.uploadId } : message.body,
    messageId: message.messageId,
    ...(message.sendAtMs === undefined
      ? { state: 'planned' as const }
      : {
          state: 'held' as const,
          scheduledForMs: message.sendAtMs,
          failure: { code: 'schedule.later' },
        }),
  };
  if (!known) items.push(item);
  const preview =
    message.body.type === 'text' ? message.body.text : message.body.type === 'image' ? '[图片]' : '[卡片]';
  const quoted = message.body.type === 'text' ? message.body.quote?.commentId : undefined;
  const conversation = change(
    id,
    {
      lastMessage: { preview, atMs, from: 'us' },
      lastActivityAtMs: atMs,
      agentPausedUntilMs: atMs + 30 * 60_000,
      window: answered(found(state.world.conversations.get(id)), quoted, atMs),
    },
    ['handedOver', 'waitingSinceMs'],
  );
  const { platform } = conversation;
  const rule = quoted === undefined ? (platform === 'douyin' ? 'W2' : 'W6') : 'W7';
  if (!known && message.sendAtMs === undefined) {
    setTimeout(() => {
      const settled: ThreadItem = {
        ...item,
        state: 'sent',
        trace: { pack: `${platform}-2026-03-01`, rule, verdict: { kind: 'allowed', rule }, decidedAtMs: atMs },
      };
      items[items.indexOf(item)] = settled;
      state.push({ type: 'items', conversationId: id, items: [settled] });
    }, 600);
  }
  return { item, conversation };
}

/** W8: what was released leaves a moment later. */
export function changeHeld(act: HeldAct, id: string, messageId: string, body: unknown): object {
  const items = threadOf(state.world, id);
  const at = items.findIndex((item) => item.messageId === messageId);
  const item = heldAfter(act, items[at], body);
  if (!item) throw new MockRefusal(409, 'message.not-waiting');
  items[at] = item;
  if (act === 'releaseMessage') setTimeout(() => land(id, item), 600);
  return { item, conversation: found(state.world.conversations.get(id)) };
}

function land(id: string, item: ThreadItem): void {
  const items = threadOf(state.world, id);
  const settled: ThreadItem = { ...item, state: 'sent' };
  items[items.indexOf(item)] = settled;
  state.push({ type: 'items', conversationId: id, items: [settled] });
}

export function recall(id: string, messageId: string): object {
  const items = threadOf(state.world, id);
  const at = items.findIndex((item) => item.messageId === messageId);
  const item: ThreadItem = { ...found(items[at]), state: 'recalled', recalled: true, recalledAtMs: Date.now() };
  items[at] = item;
  state.push({ type: 'items', conversationId: id, items: [item] });
  return { item, conversation: found(state.world.conversations.get(id)) };
}

/** M2: one line for each part. */
export function sendMaterial(id: string, body: unknown): object {
  const { materialId, messageId } = routes.sendMaterial.body.parse(body);
  const { customerName } = found(state.world.conversations.get(id));
  const lines = threadOf(state.world, id);
  const atMs = Date.now();
  const items = found(bodiesOf(materialId, customerName)).map(
    (content, at): ThreadItem => ({
      key: itemKey(atMs + at, at === 0 ? messageId : `${messageId}-${at + 1}`),
      atMs: atMs + at,
      kind: 'message',
      direction: 'out',
      sender: 'operator',
      senderName: '周店长',
      body: content,
      state: 'sent',
    }),
  );
  lines.push(...items);
  const conversation = change(id, { lastMessage: { preview: '[素材]', atMs, from: 'us' }, lastActivityAtMs: atMs });
  return { items, conversation };
}
