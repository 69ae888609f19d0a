import * as z from 'zod';
import { Source } from '../conversations/model.ts';
import type { Customer, Lead, LeadRecord } from '../conversations/model-customers.ts';
import { msKey } from '../conversations/model-keys.ts';
import { platformOf } from '../conversations/rules-account-id.ts';
import { conversationPartition } from '../conversations/store-message-codec.ts';
import { entityMarks } from '../runtime/entity-marks.ts';
import type { Row } from '../runtime/row-table.ts';
import { Stage } from './rules-stage.ts';

export const CUSTOMER_KEY = 'p#customer';
export const LEAD_KEY = 'p#lead';
export const leadsPartition = (tenantId: string, accountId: string): string => `t#${tenantId}#a#${accountId}#leads`;
export const accountPartition = (tenantId: string, accountId: string): string => `t#${tenantId}#a#${accountId}`;
export const waitingPartition = (tenantId: string, accountId: string): string => `t#${tenantId}#a#${accountId}#waiting`;
export const leadRecordKey = (recordId: string): string => `l#${recordId}`;

const optional = z.string().optional();
const Flaw = z.enum(['masked', 'invalid']);
const StoredContact = z.object({
  phoneSealed: z.string().exactOptional(),
  phoneMasked: z.string().exactOptional(),
  phoneFlaw: Flaw.exactOptional(),
  wechatSealed: z.string().exactOptional(),
  wechatMasked: z.string().exactOptional(),
  wechatFlaw: Flaw.exactOptional(),
  name: z.string().exactOptional(),
  city: z.string().exactOptional(),
});

const Place = { tenantId: z.string(), conversationId: z.string(), accountId: z.string() };

const StoredCustomer = z.object({
  __edb_e__: z.literal('customer'),
  ...Place,
  customerPlatformId: z.string(),
  name: z.string(),
  avatarUrl: optional,
  source: Source.optional(),
  firstSeenAtMs: z.number(),
  remark: z.string(),
  tags: z.array(z.string()),
  mutualFollow: z.boolean(),
  stage: Stage.optional(),
  contact: StoredContact.optional(),
});

const StoredLead = z.object({
  __edb_e__: z.literal('lead'),
  ...Place,
  leadId: z.string(),
  customerName: z.string(),
  contact: StoredContact,
  phoneIndex: z.string().exactOptional(),
  wechatIndex: z.string().exactOptional(),
  source: Source.optional(),
  capturedAtMs: z.number(),
  state: z.enum(['new', 'contacted', 'friend', 'lost']),
  stateBy: z.string().exactOptional(),
  stateAtMs: z.number().exactOptional(),
  ownerId: z.string().exactOptional(),
});

const StoredLeadRecord = z.object({
  __edb_e__: z.literal('leadRecord'),
  tenantId: z.string(),
  accountId: z.string(),
  recordId: z.string(),
  nickName: optional,
  contact: StoredContact,
  source: Source.optional(),
  submittedAtMs: z.number(),
  candidates: z.array(z.object({ conversationId: z.string(), score: z.number() })),
  matchedConversationId: optional,
  rejected: z.array(z.string()).exactOptional(),
  decided: z.object({ by: z.string(), atMs: z.number() }).exactOptional(),
});

export function customerRow(customer: Customer): Row {
  const { platform: _, ...rest } = customer;
  return { pk: conversationPartition(customer), sk: CUSTOMER_KEY, ...entityMarks('customer'), ...rest };
}

export function leadRow(lead: Lead): Row {
  const { platform: _, ...rest } = lead;
  return {
    pk: conversationPartition(lead),
    sk: LEAD_KEY,
    ...entityMarks('lead'),
    gsi1pk: leadsPartition(lead.tenantId, lead.accountId),
    gsi1sk: `${msKey(lead.capturedAtMs)}#${lead.conversationId}`,
    ...rest,
  };
}

/** A record is in the index while it waits for its conversation, and no longer. */
export const leadRecordRow = (record: LeadRecord): Row => ({
  pk: accountPartition(record.tenantId, record.accountId),
  sk: leadRecordKey(record.recordId),
  ...entityMarks('leadRecord'),
  ...(record.matchedConversationId === undefined && !record.decided
    ? {
        gsi1pk: waitingPartition(record.tenantId, record.accountId),
        gsi1sk: `${msKey(record.submittedAtMs)}#${record.recordId}`,
      }
    : {}),
  ...record,
});

/** Undefined where the row is of another entity. @throws {z.ZodError} if the row is broken. */
export function parseCustomer(row: Readonly<Record<string, unknown>>): Customer | undefined {
  if (row.__edb_e__ !== 'customer') return undefined;
  const { __edb_e__: _, avatarUrl, source, stage, contact, ...rest } = StoredCustomer.parse(row);
  return {
    ...rest,
    platform: platformOf(rest.accountId),
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
    ...(source ? { source } : {}),
    ...(stage ? { stage } : {}),
    ...(contact ? { contact } : {}),
  };
}

/** Undefined where the row is of another entity. @throws {z.ZodError} if the row is broken. */
export function parseLead(row: Readonly<Record<string, unknown>>): Lead | undefined {
  if (row.__edb_e__ !== 'lead') return undefined;
  const { __edb_e__: _, source, ...rest } = StoredLead.parse(row);
  return { ...rest, platform: platformOf(rest.accountId), ...(source ? { source } : {}) };
}

/** Undefined where the row is of another entity. @throws {z.ZodError} if the row is broken. */
export function parseLeadRecord(row: Readonly<Record<string, unknown>>): LeadRecord | undefined {
  if (row.__edb_e__ !== 'leadRecord') return undefined;
  const { __edb_e__: _, nickName, source, matchedConversationId, ...rest } = StoredLeadRecord.parse(row);
  return {
    ...rest,
    ...(nickName === undefined ? {} : { nickName }),
    ...(source ? { source } : {}),
    ...(matchedConversationId === undefined ? {} : { matchedConversationId }),
  };
}
