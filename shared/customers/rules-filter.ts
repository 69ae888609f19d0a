import * as z from 'zod';
import { Platform, Source } from '../conversations/model.ts';
import type { Customer } from '../conversations/model-customers.ts';
import type { Conversation } from '../conversations/model-head.ts';
import { Stage } from './rules-stage.ts';

/** Which customers are meant (K1): what the list shows, and what a batch or an export runs over. */
export const CustomerFilter = z.strictObject({
  accountIds: z
    .array(z.string().regex(/^[0-9A-Za-z_-]{1,128}$/))
    .max(500)
    .optional(),
  platform: Platform.optional(),
  tags: z.array(z.string().min(1).max(30)).max(30).optional(),
  /** With `tags`: any of them (the default), all of them, or none of them. */
  tagMode: z.enum(['any', 'all', 'none']).optional(),
  channels: z.array(Source.shape.channel).max(8).optional(),
  contact: z.enum(['yes', 'no']).optional(),
  /** `none`: nobody has put them into a stage. */
  stages: z
    .array(z.union([Stage, z.literal('none')]))
    .max(6)
    .optional(),
  /** `entered`: opened the message page and never spoke. */
  activity: z.enum(['spoke', 'entered']).optional(),
  /** The member who has the conversation; `nobody`: it is given to no one. */
  assignee: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,128}$/)
    .optional(),
  /** Epoch milliseconds, from included, to not. */
  firstSeenFromMs: z.number().int().min(0).optional(),
  firstSeenToMs: z.number().int().min(0).optional(),
  /** Part of the name or of the remark. */
  q: z.string().trim().max(60).optional(),
});
export type CustomerFilter = z.infer<typeof CustomerFilter>;

type HeadFacts = Pick<Conversation, 'tags' | 'hasContact' | 'facts' | 'formAtMs' | 'assigneeId'>;
type CustomerFacts = Pick<Customer, 'name' | 'remark' | 'source' | 'stage' | 'firstSeenAtMs' | 'contact'>;

/** K1: who entered, spoke or left something. A thread of echoes alone has nobody in it yet. */
export const isCustomer = (head: HeadFacts): boolean =>
  hasSpoken(head) || hasEntered(head) || head.hasContact || head.formAtMs !== undefined;

export const hasSpoken = (head: HeadFacts): boolean => head.facts.lastCustomerMessageAtMs !== undefined;
const hasEntered = (head: HeadFacts): boolean =>
  head.facts.firstEnteredAtMs !== undefined || head.facts.entries.length > 0;

/** The part of the filter that the head answers: half of those it refuses cost no second read. */
export function matchesHead(head: HeadFacts, filter: CustomerFilter): boolean {
  if (!isCustomer(head)) return false;
  if (filter.contact !== undefined && head.hasContact !== (filter.contact === 'yes')) return false;
  if (filter.activity !== undefined && hasSpoken(head) !== (filter.activity === 'spoke')) return false;
  if (filter.assignee !== undefined && (head.assigneeId ?? 'nobody') !== filter.assignee) return false;
  return matchesTags(head.tags, filter);
}

function matchesTags(own: readonly string[], { tags = [], tagMode = 'any' }: CustomerFilter): boolean {
  if (tags.length === 0) return true;
  if (tagMode === 'all') return tags.every((tag) => own.includes(tag));
  return tags.some((tag) => own.includes(tag)) === (tagMode === 'any');
}

/** The part that the customer's own item answers. */
export function matchesCustomer(customer: CustomerFacts, filter: CustomerFilter): boolean {
  const { channels = [], stages = [], firstSeenFromMs, firstSeenToMs, q } = filter;
  if (channels.length > 0 && !channels.includes(customer.source?.channel ?? 'unknown')) return false;
  if (stages.length > 0 && !stages.includes(customer.stage ?? 'none')) return false;
  if (firstSeenFromMs !== undefined && customer.firstSeenAtMs < firstSeenFromMs) return false;
  if (firstSeenToMs !== undefined && customer.firstSeenAtMs >= firstSeenToMs) return false;
  if (q === undefined || q === '') return true;
  return wordsOf(customer).toLowerCase().includes(q.toLowerCase());
}

/** What is looked through: of a contact only what every reader sees of it, so that a search tells nothing more (X5). */
const wordsOf = ({ name, remark, contact }: CustomerFacts): string =>
  [name, remark, contact?.phoneMasked ?? '', contact?.wechatMasked ?? ''].join('\n');

/** Whether the customer's item must be read to answer; the head alone is half the price. */
export const asksCustomer = (filter: CustomerFilter): boolean =>
  (filter.channels?.length ?? 0) > 0 ||
  (filter.stages?.length ?? 0) > 0 ||
  filter.firstSeenFromMs !== undefined ||
  filter.firstSeenToMs !== undefined ||
  (filter.q ?? '') !== '';

/** The accounts a filter looks at, of those the caller may see. */
export const accountsOf = <T extends { readonly id: string; readonly platform: Platform }>(
  accounts: readonly T[],
  { accountIds = [], platform }: CustomerFilter,
): readonly T[] =>
  accounts.filter(
    (account) =>
      (accountIds.length === 0 || accountIds.includes(account.id)) && (!platform || account.platform === platform),
  );
