import * as z from 'zod';
import { pushEcho } from '../core/echo.ts';
import type { Faults } from '../core/faults.ts';
import type { Ledger } from '../core/ledger.ts';
import type { World } from '../core/world.ts';
import type { Reply } from '../http/reply.ts';
import type { Settings } from '../twin.ts';
import { CODE, failure, opaqueId, short, success } from './answers.ts';
import type { Events } from './events.ts';
import type { Grants } from './grants.ts';
import type { Media } from './media.ts';
import { judgeSend } from './send.ts';

/** What calls that act for an account work on. */
export type ApiDeps = {
  readonly world: World;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly grants: Grants;
  readonly events: Events;
  readonly media: Media;
  readonly settings: () => Settings;
  readonly now: () => number;
};

/** Books a refusal. */
export function refuse(
  deps: ApiDeps,
  operation: 'send' | 'recall',
  accountId: string,
  customerId: string,
  code: number,
  why: string,
  illegal: boolean,
): void {
  deps.ledger.refuse({ atMs: deps.now(), accountId, customerId, operation, code, why, illegal });
}

/** Judges a send, books it, answers, echoes. */
export async function send(deps: ApiDeps, accountId: string, body: unknown): Promise<Reply> {
  const verdict = judgeSend(body, {
    world: deps.world,
    accountId,
    nowMs: deps.now(),
    maxPerWindow: deps.settings().maxPerWindow,
    knowsImage: (id) => deps.media.has(id),
  });
  if (verdict.kind === 'refuse') {
    // The platform's own switches (ban, policy) are no rule that the caller could know beforehand.
    const unknowable: readonly number[] = [CODE.senderBarred, CODE.autoReplyActive, CODE.customerBanned];
    const illegal = !unknowable.includes(verdict.code);
    refuse(deps, 'send', accountId, verdict.customerId, verdict.code, verdict.why, illegal);
    return failure(verdict.code, deps.now());
  }
  const { conversation, message } = verdict;
  const entry = conversation.entries.find((candidate) => candidate.id === message.triggerId);
  if (entry) entry.spent += 1;
  // No event of the thread is named: it rests on the customer's consent (W3).
  if (message.triggerId === undefined) conversation.consent?.sentAtMs.push(message.atMs);
  deps.ledger.accept(conversation, message);
  const answer = success(deps.now(), { msg_id: message.id, msg_list: [message.id] });
  await pushEcho(deps, accountId, () => {
    const otherId = deps.faults.strike('echo.other-id', { accountId }) ? opaqueId() : undefined;
    return deps.events.echoed(conversation, message, otherId);
  });
  return answer;
}

const RecallBody = z.object({
  conversation_id: z.string(),
  conversation_type: z.literal(1),
  msg_id: z.string(),
});

/** Withdraws an own message; no time limit is known. */
export function recall(deps: ApiDeps, accountId: string, body: unknown): Reply {
  const parsed = RecallBody.safeParse(body);
  if (!parsed.success) return short(CODE.badParameter);
  const message = deps.world.message(parsed.data.msg_id);
  const conversation = deps.world.byRef(parsed.data.conversation_id);
  const own = message?.accountId === accountId && message.from === 'account' && conversation?.accountId === accountId;
  if (!message || !conversation || !own || message.customerId !== conversation.customerId) {
    refuse(deps, 'recall', accountId, conversation?.customerId ?? '', CODE.mismatch, 'not an own message', true);
    return short(CODE.mismatch);
  }
  if (message.recalledAtMs !== undefined) return short(CODE.badParameter);
  const recalled = { ...message, recalledAtMs: deps.now() };
  deps.ledger.count('recalled', conversation);
  deps.world.update(recalled);
  setImmediate(() => void deps.events.recalled(conversation, recalled, 'account'));
  return short(CODE.ok);
}
