import type { SendOutcome } from '../platforms/platform.ts';
import { isBarred, landedRow, NEEDS_AUTHORIZATION } from './landing.ts';
import type { InFlight } from './model-head.ts';
import type { Message } from './model-messages.ts';
import type { GateDeps } from './ports.ts';
import type { SendStep } from './rules-decision.ts';
import { landedHead, releasedHead } from './rules-gate.ts';
import { settleMessage } from './store-conversations.ts';
import { change, type Visit, WAITING } from './visit.ts';
import { putOff } from './visit-pace.ts';

/** A row may be settled out of these: another sender may have called it unknown meanwhile, and we know better. */
const UNSETTLED = ['planned', 'held', 'sending', 'unknown'] as const;

interface Sent {
  readonly message: Message;
  readonly step: SendStep;
}

/** What came of a call, in the row and in the head. */
export async function settleCall(
  deps: GateDeps,
  visit: Visit,
  flight: InFlight,
  { message, step }: Sent,
  outcome: SendOutcome,
): Promise<'settled' | 'put-off'> {
  const ids = { ...visit.key, messageId: message.messageId, rule: step.verdict.rule };
  const nowMs = deps.clock.now();
  if (outcome.kind === 'failed' && outcome.class === 'throttled') {
    await putOff(deps, visit, { flight, message, trace: step.trace, outcome });
    return 'put-off';
  }

  const landed = await settleLanded(deps, landedRow(message, step.trace, outcome, nowMs));
  visit.known.set(landed.messageId, landed);
  const tookNothing = outcome.kind === 'failed';
  const closing = outcome.kind === 'failed' && outcome.class === 'window';
  change(visit, (head) => (tookNothing ? releasedHead(head, flight, closing) : landedHead(head, flight, landed)));
  if (closing) {
    const { tenantId, accountId, platform, conversationId } = visit.head;
    const closed = { conversationId, sentAtMs: flight.claimedAtMs };
    // Advice for other conversations: what goes wrong with it must not keep this one's head from being settled.
    await deps.pace.windowClosed({ tenantId, accountId, platform }, closed).catch((error: unknown) => {
      const errorName = error instanceof Error ? error.name : 'unknown';
      deps.log.warn('pace.not-told', { tenantId, accountId, platform, errorName });
    });
  }
  // Whatever else waits in this conversation would hear the same.
  if (isBarred(outcome)) visit.barred = true;
  // Who renewed in vain has shown it on the account already.
  if (outcome.kind === 'failed' && outcome.class === 'revoked' && outcome.code !== NEEDS_AUTHORIZATION) {
    await deps.access.revoked(visit.key.tenantId, visit.head.accountId, outcome.code);
  }
  if (outcome.kind === 'sent') deps.log.info('message.sent', ids);
  else deps.log.warn(outcome.kind === 'unknown' ? 'message.unknown' : 'message.failed', { ...ids, code: outcome.code });
  return 'settled';
}

/**
 * Another sender may have taken this one for dead and called the row unknown (F13): then the head owes it no more, and to
 * hold it would hold it for ever. It failed: a person decides.
 */
async function settleLanded({ table }: GateDeps, landed: Message): Promise<Message> {
  if (landed.state !== 'held') await settleMessage(table, landed, UNSETTLED);
  if (landed.state !== 'held' || (await settleMessage(table, landed, WAITING))) return landed;
  const failed: Message = { ...landed, state: 'failed' };
  await settleMessage(table, failed, UNSETTLED);
  return failed;
}
