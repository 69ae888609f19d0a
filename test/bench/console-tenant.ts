import { accountOf } from '../../shared/accounts/harness.ts';
import { createAccountStore } from '../../shared/accounts/store-accounts.ts';
import { type Crowd, crowdRows } from '../harness/crowd.ts';
import type { MeteredTable } from '../harness/metered-table.ts';

/** A large tenant: many accounts, conversations and messages. */

export const LARGE = { tenantId: 't1', accounts: 500, conversations: 10_000, messagesEach: 20 } as const;
export const NOW_MS = 1_780_000_000_000;
const MINUTE_MS = 60_000;

/** `RARE` stands in one message of a thousand, `WORD` in one of twenty. */
export const WORD = '地板';
export const RARE = '榻榻米';

const pad = (value: number): string => String(value).padStart(6, '0');
export const accountIdAt = (index: number): string => `dy_account${pad(index % LARGE.accounts)}`;

export const conversationIdAt = (index: number): string => `conversation${pad(index)}`;
/** One of so many was not read. */
export const UNREAD_EACH = 5;

const crowd: Crowd = {
  ...LARGE,
  platform: 'douyin',
  nameAt: (index) => `客户${index}`,
  conversationIdAt,
  accountIdAt: (index) => accountIdAt(index * 7919),
  lastMsAt: (index) => NOW_MS - (LARGE.conversations - index) * 3 * MINUTE_MS,
  marks: [
    { each: 1_000, also: `要做${RARE}` },
    { each: 20, also: `${WORD}选哪种` },
  ],
  isUnreadAt: (index) => index % UNREAD_EACH === 0,
  hasContactAt: (index) => index % 200 === 0,
};

export async function writeLargeTenant({ table, fill }: MeteredTable): Promise<void> {
  const accounts = createAccountStore(table);
  const { tenantId } = LARGE;
  for (let index = 0; index < LARGE.accounts; index++) {
    const id = accountIdAt(index);
    const audit = { tenantId, auditId: pad(index), atMs: NOW_MS, actorId: 'system', action: 'made', subjectId: id };
    await accounts.save(accountOf({ id, tenantId, platformId: id, name: `账号${index}` }), audit);
  }
  fill(crowdRows(crowd));
}
