import * as z from 'zod';
import type { Push } from '../core/delivery.ts';
import { messageId } from './answers.ts';
import { createSealer, type Sealer } from './cipher.ts';

const Ack = z.object({ code: z.number().optional(), success: z.boolean().optional() });

/** HTTP 200 counts, unless the body says in the platform's own form that it failed. */
export function isAcknowledged(status: number, body: string): boolean {
  if (status !== 200) return false;
  try {
    const parsed = Ack.safeParse(JSON.parse(body));
    return !parsed.success || ((parsed.data.code ?? 0) === 0 && parsed.data.success !== false);
  } catch {
    return true;
  }
}

const WithContent = z.object({ content: z.unknown() }).loose();

/** Puts a plain `content` under the cipher; what is sealed already stays. */
export function sealContent(sealer: Sealer, body: unknown): unknown {
  const parsed = WithContent.safeParse(body);
  if (!parsed.success || typeof parsed.data.content === 'string') return body;
  return { ...parsed.data, content: sealer.seal(parsed.data.content) };
}

/** A copy sealed under a key that is not ours. */
export function forge(sealer: Sealer, push: Push): Push {
  const stranger = createSealer('00112233445566778899aabbccddeeff');
  const parsed = WithContent.safeParse(JSON.parse(Buffer.from(push.body, 'base64').toString('utf8')));
  if (!parsed.success) return push;
  const content = stranger.seal(sealer.open(String(parsed.data.content)) ?? {});
  const message_id = messageId();
  return { ...push, body: Buffer.from(JSON.stringify({ ...parsed.data, message_id, content })).toString('base64') };
}
