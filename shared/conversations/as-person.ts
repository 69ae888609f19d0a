import { changeHead, type HeadChange } from './commit.ts';
import type { Conversation } from './model-head.ts';
import type { ConversationKey } from './model-keys.ts';
import type { ConversationDeps } from './ports.ts';
import { CLAIM_LEASE_MS } from './rules-work.ts';

const WAIT_STEP_MS = 150;

/**
 * A person's step waits until an automated message that is leaving this moment has landed, so that after the step
 * nothing automated leaves any more (G8, INV7): `decide` answers `leaving` and is asked again a little later. A sender
 * that died holds it up for its lease at most.
 */
export async function changeAsPerson(
  deps: ConversationDeps,
  key: ConversationKey,
  decide: (head: Conversation) => Promise<HeadChange | undefined | 'leaving'>,
): Promise<Conversation | undefined> {
  for (;;) {
    const asked = { waits: false };
    const head = await changeHead(deps.table, key, async (known) => {
      const change = await decide(known);
      asked.waits = change === 'leaving';
      return change === 'leaving' ? undefined : change;
    });
    if (!asked.waits) return head;
    await deps.timers.sleep(WAIT_STEP_MS);
  }
}

/** An automated message is on its way to the platform this moment. */
export const isLeaving = (head: Conversation, nowMs: number): boolean =>
  head.inFlight?.automated === true && nowMs - head.inFlight.claimedAtMs < CLAIM_LEASE_MS;
