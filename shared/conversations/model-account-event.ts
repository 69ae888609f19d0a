import * as z from 'zod';
import { Contact, Platform, Source } from './model.ts';

/** Things that concern a hosted account as a whole. */
export const AccountEvent = z.object({
  kind: z.enum(['authorized', 'revoked', 'bound', 'unbound', 'staff-bound', 'staff-unbound', 'lead-record', 'other']),
  platform: Platform,
  accountPlatformId: z.string(),
  eventId: z.string(),
  occurredAtMs: z.number().int(),
  /** `staff-*`: the staff account; `bound`: display name. */
  staffPlatformId: z.string().optional(),
  name: z.string().optional(),
  accountCode: z.string().optional(),
  /** `lead-record` (K6): names the account and a nick name, never the thread. */
  lead: z
    .object({
      recordId: z.string(),
      nickName: z.string().optional(),
      contact: Contact,
      source: Source.optional(),
      submittedAtMs: z.number().int(),
    })
    .optional(),
});
export type AccountEvent = z.infer<typeof AccountEvent>;
