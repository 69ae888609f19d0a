import * as z from 'zod';
import type { RowKey, RowTable } from '../runtime/row-table.ts';
import { CustomerEvent, type Platform } from './model.ts';
import { AccountEvent } from './model-account-event.ts';
import { unpack } from './store-event-packing.ts';

/** Events kept aside for seven days because nobody hosts their account (intake.ts writes them). */

export interface KeptAside {
  readonly key: RowKey;
  readonly accountPlatformId: string;
  /** As it came, but for its secrets; `occurredAtMs` as its key has it (SEC3). */
  readonly event: CustomerEvent | AccountEvent;
  /** Absent where it is among the secrets, or was not kept. */
  readonly rawBody?: Uint8Array;
  /** Secrets, sealed for nobody's tenant. */
  readonly sealed?: string;
}

const Kept = z.object({
  pk: z.string(),
  sk: z.string(),
  accountPlatformId: z.string(),
  keyMs: z.string(),
  packVersion: z.number(),
  packed: z.instanceof(Uint8Array),
  sealed: z.string().optional(),
  ttl: z.number(),
});
const Event = z.union([CustomerEvent, AccountEvent]);
/** Sorts after every digit. */
const END = '~';

/** E5 · What was kept aside of a platform, newest first? A page, with the place where the next one begins. */
export async function loadUnrouted(
  table: RowTable,
  platform: Platform,
  page: { readonly nowMs: number; readonly limit: number; readonly after?: Readonly<Record<string, string>> },
): Promise<{ readonly kept: readonly KeptAside[]; readonly next?: Readonly<Record<string, string>> }> {
  const { rows, next } = await table.query({
    pk: `d#unrouted#${platform}`,
    from: '0',
    to: END,
    descending: true,
    limit: page.limit,
    ...(page.after ? { after: page.after } : {}),
  });
  const kept = rows.flatMap((row): KeptAside[] => {
    const d = Kept.safeParse(row).data;
    if (!d || d.ttl * 1_000 <= page.nowMs) return [];
    const { eventJson, rawBody } = unpack(d.packVersion, d.packed);
    const event = Event.safeParse(JSON.parse(eventJson)).data;
    if (!event) return [];
    return [
      {
        key: { pk: d.pk, sk: d.sk },
        accountPlatformId: d.accountPlatformId,
        event: { ...event, occurredAtMs: Number(d.keyMs) },
        ...(rawBody ? { rawBody } : {}),
        ...(d.sealed === undefined ? {} : { sealed: d.sealed }),
      },
    ];
  });
  return { kept, ...(next ? { next } : {}) };
}

/** E6 · It has found its account. */
export const removeUnrouted = (table: RowTable, key: RowKey): Promise<void> => table.remove(key);
