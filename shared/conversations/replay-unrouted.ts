import type { ParsedEvent } from '../platforms/platform.ts';
import type { FieldCipher } from '../runtime/field-cipher.ts';
import type { Log } from '../runtime/log.ts';
import { type IntakeDeps, takeIn } from './intake.ts';
import type { CustomerEvent, Platform } from './model.ts';
import type { AccountEvent } from './model-account-event.ts';
import { openUnrouted } from './store-event-items.ts';
import { type KeptAside, loadUnrouted, removeUnrouted } from './store-unrouted.ts';

export interface ReplayDeps extends IntakeDeps {
  readonly log: Log;
}

const PAGE = 100;
/** What one call looks through at most: a flood for accounts that nobody hosts must not hold up whoever waits. */
const MAX_PAGES = 20;

/**
 * Takes in what was kept aside for accounts that are hosted by now: a webhook may come before its account is known here,
 * or within the seconds for which "nobody hosts it" is remembered. Keys are those of the first time, so repeats and
 * crashes store nothing twice; an event that is older than ten minutes by now is recorded and triggers nothing (SEC4).
 *
 * @returns how many found their account.
 */
export async function replayUnrouted(deps: ReplayDeps, platform: Platform): Promise<number> {
  let found = 0;
  let after: Readonly<Record<string, string>> | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { kept, next } = await loadUnrouted(deps.table, platform, {
      nowMs: deps.clock.now(),
      limit: PAGE,
      ...(after ? { after } : {}),
    });
    for (const one of kept) {
      if (await takeInAgain(deps, platform, one)) found += 1;
    }
    if (!next) break;
    after = next;
  }
  if (found > 0) deps.log.info('event.replayed', { platform, count: found });
  return found;
}

async function takeInAgain(deps: ReplayDeps, platform: Platform, kept: KeptAside): Promise<boolean> {
  if (!(await deps.directory.find(platform, kept.accountPlatformId))) return false;
  const { parsed, rawBody } = await wholeOf(deps.cipher(), platform, kept);
  const { unrouted } = await takeIn(deps, [parsed], rawBody);
  if (unrouted > 0) return false;
  await removeUnrouted(deps.table, kept.key);
  return true;
}

/** The event as it came, with its secrets back in their places. */
async function wholeOf(
  cipher: FieldCipher,
  platform: Platform,
  kept: KeptAside,
): Promise<{ readonly parsed: ParsedEvent; readonly rawBody: Uint8Array }> {
  const secrets =
    kept.sealed === undefined ? undefined : await openUnrouted(cipher, platform, kept.key.sk, kept.sealed);
  const rawBody = secrets?.rawBody ?? kept.rawBody ?? new Uint8Array();
  const contact = secrets?.contact;
  const { event } = kept;
  if (!isCustomers(event)) {
    const lead = event.lead && contact ? { lead: { ...event.lead, contact } } : {};
    return { parsed: { for: 'account', event: { ...event, ...lead } }, rawBody };
  }
  // A number that the customer typed was taken out of the text; the text itself brings it back.
  if (secrets?.text !== undefined && event.body?.type === 'text') {
    return { parsed: { for: 'customer', event: { ...event, body: { ...event.body, text: secrets.text } } }, rawBody };
  }
  return { parsed: { for: 'customer', event: { ...event, ...(contact ? { contact } : {}) } }, rawBody };
}

const isCustomers = (event: CustomerEvent | AccountEvent): event is CustomerEvent => 'customerPlatformId' in event;
