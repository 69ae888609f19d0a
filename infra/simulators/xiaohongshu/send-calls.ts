import * as z from 'zod';
import { pushEcho } from '../core/echo.ts';
import type { Reply } from '../http/reply.ts';
import { messageId, ok, REFUSAL, type Refused, refusal } from './answers.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Grant } from './grants.ts';
import { judgeSend, SendBody, type SendVerdict } from './send.ts';
import { RECALL_MS } from './windows.ts';

/** Who a call speaks for, as far as its body tells. */
export const Speaker = z.object({
  user_id: z.string(),
  from_user_id: z.string().default(''),
  to_user_id: z.string().default(''),
});

/** Books a refusal. */
export function note(
  deps: ApiDeps,
  operation: 'send' | 'recall',
  body: unknown,
  refused: Refused,
  why: string,
  illegal: boolean,
): void {
  const speaker = Speaker.safeParse(body).data;
  const { code } = refused;
  const accountId = speaker?.from_user_id ?? '';
  deps.ledger.refuse({
    atMs: deps.now(),
    accountId,
    customerId: speaker?.to_user_id ?? '',
    operation,
    code,
    why,
    illegal,
  });
}

/** Judges a send, books it, answers, echoes. */
export async function send(deps: ApiDeps, body: unknown, grant: Grant): Promise<Reply> {
  const parsed = SendBody.safeParse(body);
  if (!parsed.success) {
    note(deps, 'send', body, REFUSAL.parameter, 'body', true);
    return refusal(REFUSAL.parameter);
  }
  const { from_user_id: accountId, to_user_id: customerId, request_id: requestId } = parsed.data;
  const earlier = deps.world.thread({ accountId, customerId }).find((message) => message.requestId === requestId);
  if (earlier) return refusal(REFUSAL.duplicate, { message_id: earlier.id });
  const { world, sealer } = deps;
  const binding = deps.grants.binding(grant.enterpriseId);
  const judge = () => judgeSend(parsed.data, { world, sealer, binding, nowMs: deps.now() });
  const verdict = await withOwnCopy(deps, judge);
  if (verdict.kind === 'refuse') {
    note(deps, 'send', body, verdict.refused, verdict.why, verdict.illegal);
    return refusal(verdict.refused);
  }
  const { conversation, message } = verdict;
  if (message.body.kind === 'text' && message.body.quotedCommentId !== undefined) {
    const { quotedCommentId } = message.body;
    for (const comment of conversation.comments) if (comment.id === quotedCommentId) comment.replied = true;
  }
  deps.ledger.accept(conversation, message);
  await pushEcho(deps, accountId, () => {
    const otherId = deps.faults.strike('echo.other-id', { accountId }) ? messageId() : undefined;
    return deps.events.echoed(conversation, message, otherId);
  });
  return ok({ message_id: message.id });
}

/** An image is fetched before it is accepted; what happened meanwhile counts. */
async function withOwnCopy(deps: ApiDeps, judge: () => SendVerdict): Promise<SendVerdict> {
  const first = judge();
  if (first.kind === 'refuse' || first.message.body.kind !== 'image' || first.message.body.url === undefined)
    return first;
  const fetched = await deps.media.fetch(first.message.body.url);
  const verdict = judge();
  if (verdict.kind === 'refuse' || fetched.kind === 'unreachable') return verdict;
  if (fetched.kind === 'not-an-image') {
    return { kind: 'refuse', refused: REFUSAL.parameter, why: 'image_url is no image', illegal: true };
  }
  return { ...verdict, message: { ...verdict.message, body: { kind: 'image', url: fetched.url } } };
}

const RecallBody = z.object({ from_user_id: z.string(), to_user_id: z.string(), message_id: z.string() });

/** Withdraws an own message within two minutes; what is recalled already is success. */
export function recall(deps: ApiDeps, body: unknown): Reply {
  const parsed = RecallBody.safeParse(body);
  if (!parsed.success) return refusal(REFUSAL.parameter);
  const { from_user_id: accountId, to_user_id: customerId, message_id: id } = parsed.data;
  const message = deps.world.message(id);
  if (message?.accountId !== accountId || message.customerId !== customerId || message.from !== 'account') {
    note(deps, 'recall', body, REFUSAL.parameter, 'not an own message', true);
    return refusal(REFUSAL.parameter);
  }
  // Recalling what is already recalled is success.
  if (message.recalledAtMs !== undefined) return ok(null);
  if (deps.now() > message.atMs + RECALL_MS) {
    note(deps, 'recall', body, REFUSAL.recallExpired, 'older than 2 minutes', true);
    return refusal(REFUSAL.recallExpired);
  }
  const conversation = deps.world.conversation({ accountId, customerId });
  const recalled = { ...message, recalledAtMs: deps.now() };
  deps.ledger.count('recalled', conversation);
  deps.world.update(recalled);
  setImmediate(() => void deps.events.recalled(conversation, recalled, 'account'));
  return ok(null);
}
