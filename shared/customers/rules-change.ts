import type { Customer } from '../conversations/model-customers.ts';
import type { Stage } from './rules-stage.ts';

/** What may be asked of a customer's record (K1, K2, K3, A3). Absent = as it is. */
export interface CustomerChange {
  /** Exactly these. */
  readonly tags?: readonly string[] | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
  readonly remark?: string | undefined;
  /** Put behind the remark that is there. */
  readonly appendRemark?: string | undefined;
  /** Null = in no stage. */
  readonly stage?: Stage | null | undefined;
  readonly mutualFollow?: boolean | undefined;
}

/** What a change did, for the timeline and for taking it back. Absent = untouched. */
export interface ChangeRecord {
  readonly tagsAdded?: readonly string[];
  readonly tagsRemoved?: readonly string[];
  readonly remark?: { readonly before: string; readonly after: string };
  readonly stage?: { readonly before?: Stage; readonly after?: Stage };
  readonly mutualFollow?: boolean;
  /** Members: who was to come back to a follow-up (I4), and who is now. No job does it, and none takes it back. */
  readonly followUp?: { readonly before: string; readonly after: string };
}

export type Changed =
  | { readonly kind: 'changed'; readonly customer: Customer; readonly record: ChangeRecord }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly code: 'tags.too-many' | 'remark.too-long' };

export const MAX_TAGS = 30;
export const MAX_REMARK_CHARS = 500;

/**
 * What a change makes of a customer. Tags are a set that keeps its order; a customer carries at most {@link MAX_TAGS},
 * and one that would carry more is left alone whole rather than half changed.
 */
export function changeCustomer(customer: Customer, change: CustomerChange): Changed {
  const tags = tagsAfter(customer.tags, change);
  const remark = remarkAfter(customer.remark, change);
  if (tags.length > MAX_TAGS && tags.length > customer.tags.length) return { kind: 'refused', code: 'tags.too-many' };
  if (remark.length > MAX_REMARK_CHARS) return { kind: 'refused', code: 'remark.too-long' };
  const stage = change.stage === undefined ? customer.stage : (change.stage ?? undefined);
  const mutualFollow = change.mutualFollow ?? customer.mutualFollow;
  const record = recordOf(customer, { tags, remark, stage, mutualFollow });
  if (Object.keys(record).length === 0) return { kind: 'same' };
  const { stage: _, ...rest } = customer;
  return { kind: 'changed', customer: { ...rest, tags, remark, mutualFollow, ...(stage ? { stage } : {}) }, record };
}

function tagsAfter(own: readonly string[], { tags, addTags = [], removeTags = [] }: CustomerChange): readonly string[] {
  const base = tags ?? own;
  return [...new Set([...base, ...addTags])].filter((tag) => !removeTags.includes(tag));
}

function remarkAfter(own: string, { remark, appendRemark }: CustomerChange): string {
  const base = remark ?? own;
  if (appendRemark === undefined || appendRemark === '') return base;
  return base === '' ? appendRemark : `${base}\n${appendRemark}`;
}

type After = Pick<Customer, 'tags' | 'remark' | 'mutualFollow'> & { readonly stage: Stage | undefined };

function recordOf(customer: Customer, after: After): ChangeRecord {
  const tagsAdded = after.tags.filter((tag) => !customer.tags.includes(tag));
  const tagsRemoved = customer.tags.filter((tag) => !after.tags.includes(tag));
  return {
    ...(tagsAdded.length > 0 ? { tagsAdded } : {}),
    ...(tagsRemoved.length > 0 ? { tagsRemoved } : {}),
    ...(after.remark === customer.remark ? {} : { remark: { before: customer.remark, after: after.remark } }),
    ...(after.stage === customer.stage ? {} : { stage: stageStep(customer.stage, after.stage) }),
    ...(after.mutualFollow === customer.mutualFollow ? {} : { mutualFollow: after.mutualFollow }),
  };
}

const stageStep = (before: Stage | undefined, after: Stage | undefined): NonNullable<ChangeRecord['stage']> => ({
  ...(before ? { before } : {}),
  ...(after ? { after } : {}),
});

/**
 * The change that takes `record` back, with all that was changed since left as it is: what a later change touched, and
 * what does not read any more as the record left it. `kept` says whether anything was left.
 */
export function undoOf(
  customer: Customer,
  record: ChangeRecord,
  later: readonly ChangeRecord[],
): { readonly change: CustomerChange; readonly kept: boolean } {
  const touched = new Set(later.flatMap(({ tagsAdded = [], tagsRemoved = [] }) => [...tagsAdded, ...tagsRemoved]));
  const { tagsAdded = [], tagsRemoved = [], remark, stage } = record;
  const removeTags = tagsAdded.filter((tag) => !touched.has(tag) && customer.tags.includes(tag));
  const addTags = tagsRemoved.filter((tag) => !touched.has(tag) && !customer.tags.includes(tag));
  const remarkStands = remark?.after === customer.remark && !later.some((one) => one.remark);
  const stageStands = stage?.after === customer.stage && !later.some((one) => one.stage);
  const kept =
    removeTags.length < tagsAdded.length ||
    addTags.length < tagsRemoved.length ||
    (remark !== undefined && !remarkStands) ||
    (stage !== undefined && !stageStands);
  return {
    change: {
      removeTags,
      addTags,
      ...(remark && remarkStands ? { remark: remark.before } : {}),
      ...(stage && stageStands ? { stage: stage.before ?? null } : {}),
    },
    kept,
  };
}
