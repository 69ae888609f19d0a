import type { SendOutcome } from '../platforms/platform.ts';
import type { Message, Trace } from './model-messages.ts';
import { waitsForChance } from './rules-decision.ts';

export const NEEDS_AUTHORIZATION = 'account.needs-authorization';
/** The platform lets the account or the application send nothing at all. */
export const BARRED = 'account.barred';

export const isBarred = (outcome: SendOutcome): boolean => outcome.kind === 'failed' && outcome.class === 'account';

/**
 * What a message is after its call (W8, W9). What was refused because of the account, not of the message, waits: for
 * somebody to authorise again (A5), for the platform to let the account send again, or for the next window (W3a).
 */
export function landedRow(message: Message, trace: Trace, outcome: SendOutcome, nowMs: number): Message {
  const { failure: _, ...rest } = message;
  const base: Message = { ...rest, trace, settledAtMs: nowMs };
  if (outcome.kind === 'sent') return { ...base, state: 'sent', platformMessageId: outcome.platformMessageId };
  if (outcome.kind === 'unknown') return { ...base, state: 'unknown', failure: { code: outcome.code } };
  const detail = outcome.detail === undefined ? {} : { detail: outcome.detail };
  const waitsFor = waitsForChance(message) ? waitingCode(outcome) : undefined;
  if (waitsFor === undefined) return { ...base, state: 'failed', failure: { code: outcome.code, ...detail } };
  const { settledAtMs: _settled, ...waiting } = base;
  return { ...waiting, state: 'held', failure: { code: waitsFor, ...detail } };
}

function waitingCode(outcome: Extract<SendOutcome, { kind: 'failed' }>): string | undefined {
  switch (outcome.class) {
    case 'revoked':
      return NEEDS_AUTHORIZATION;
    case 'account':
      return BARRED;
    case 'window':
      return outcome.code;
    default:
      return undefined;
  }
}
