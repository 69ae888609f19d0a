import type { Conversation } from './model-head.ts';
import { shortKey } from './model-keys.ts';
import type { Message } from './model-messages.ts';
import type { Standing } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { factsAfterClaim } from './rules-facts.ts';
import { judge } from './rules-windows.ts';

/** A welcome that nobody could send within this time is no welcome any more. */
const MAX_LIFE_MS = 24 * 3_600_000;

/**
 * Plans the welcome message after an entry that granted a right (T1): as many of the account's texts as the windows
 * allow one after the other. Ids and places follow from the entry, so planning the same entry again plans the same rows.
 */
export function planWelcome(
  pack: RulePack,
  standing: Standing,
  head: Conversation,
  entry: { readonly key: string; readonly atMs: number },
  texts: readonly string[],
  nowMs: number,
): readonly Message[] {
  const planned: Message[] = [];
  let facts = head.facts;
  for (const [at, text] of texts.entries()) {
    const verdict = judge(pack, standing, facts, { contentType: 'text', sender: 'welcome' }, nowMs);
    if (verdict.kind === 'refused' || verdict.occasion === 'reply') break;
    facts = factsAfterClaim(facts, verdict, 'text', nowMs).facts;
    planned.push({
      tenantId: head.tenantId,
      conversationId: head.conversationId,
      accountId: head.accountId,
      messageId: `w_${shortKey(entry.key)}_${at}`,
      atMs: entry.atMs + 1 + at,
      kind: 'message',
      sender: 'welcome',
      body: { type: 'text', text },
      state: 'planned',
      epoch: head.epoch,
      deadlineMs: verdict.untilMs ?? nowMs + MAX_LIFE_MS,
    });
  }
  return planned;
}
