import * as z from 'zod';
import { openSignedText, signText } from '../runtime/signed-text.ts';

/**
 * A ticket opens the live socket once it is shown within a minute: browsers cannot put a token into the header of a
 * WebSocket request, and a token in an address would end up in logs and live for an hour there.
 */
const PURPOSE = 'live-ticket';
const LIFE_MS = 60_000;

const Ticket = z.object({ tenantId: z.string(), memberId: z.string(), expiresAtMs: z.number().int() });
export type Ticket = z.infer<typeof Ticket>;

export interface IssuedTicket {
  readonly ticket: string;
  readonly expiresAtMs: number;
}

export function issueTicket(
  signingKey: string,
  of: { readonly tenantId: string; readonly memberId: string },
  nowMs: number,
): IssuedTicket {
  const expiresAtMs = nowMs + LIFE_MS;
  const { tenantId, memberId } = of;
  return { ticket: signText(signingKey, PURPOSE, JSON.stringify({ tenantId, memberId, expiresAtMs })), expiresAtMs };
}

/** Whose ticket it is, or undefined where it is forged, made for something else, or too old. */
export function openTicket(signingKey: string, text: string, nowMs: number): Ticket | undefined {
  const payload = openSignedText(signingKey, PURPOSE, text);
  if (payload === undefined) return undefined;
  const ticket = Ticket.parse(JSON.parse(payload));
  return nowMs < ticket.expiresAtMs ? ticket : undefined;
}
