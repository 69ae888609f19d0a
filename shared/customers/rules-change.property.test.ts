import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Customer } from '../conversations/model-customers.ts';
import { type CustomerChange, changeCustomer, undoOf } from './rules-change.ts';

const customer = (changes: Partial<Customer> = {}): Customer => ({
  tenantId: 't1',
  conversationId: 'c1',
  accountId: 'dy_one',
  platform: 'douyin',
  customerPlatformId: 'p1',
  name: '小美',
  firstSeenAtMs: 1,
  remark: '',
  tags: [],
  mutualFollow: false,
  ...changes,
});

const tag = fc.constantFrom('老房', '新房', '急', '别墅');
const tags = fc.uniqueArray(tag, { maxLength: 4 });
const stage = fc.constantFrom('new-friend' as const, 'trust' as const, 'deal' as const);
const start = fc
  .record({ tags, remark: fc.constantFrom('', '有意向'), stage: fc.option(stage, { nil: undefined }) })
  .map(({ stage: at, ...rest }) => customer({ ...rest, ...(at ? { stage: at } : {}) }));
const change: fc.Arbitrary<CustomerChange> = fc.record(
  {
    addTags: tags,
    removeTags: tags,
    remark: fc.constantFrom('', '改过', '又改'),
    stage: fc.option(stage, { nil: null }),
  },
  { requiredKeys: [] },
);

test('K2: a change tells exactly what it did, and the same again does nothing', () => {
  fc.assert(
    fc.property(start, change, (before, asked) => {
      const first = changeCustomer(before, asked);
      if (first.kind !== 'changed') return;
      const { customer: after, record } = first;
      const added = after.tags.filter((one) => !before.tags.includes(one));
      expect(record.tagsAdded ?? []).toEqual(added);
      expect(new Set(after.tags).size).toBe(after.tags.length);
      expect(changeCustomer(after, asked).kind).toBe('same');
    }),
    { numRuns: 1_000 },
  );
});

test('K1: taking a change back at once restores what was there', () => {
  fc.assert(
    fc.property(start, change, (before, asked) => {
      const first = changeCustomer(before, asked);
      if (first.kind !== 'changed') return;
      const { change: undo, kept } = undoOf(first.customer, first.record, []);
      const back = changeCustomer(first.customer, undo);
      const restored = back.kind === 'changed' ? back.customer : first.customer;
      expect(kept).toBe(false);
      expect({ ...restored, tags: [...restored.tags].sort() }).toEqual({ ...before, tags: [...before.tags].sort() });
    }),
    { numRuns: 1_000 },
  );
});

test('K1: taking a change back leaves what was changed since', () => {
  fc.assert(
    fc.property(start, change, change, (before, first, second) => {
      const one = changeCustomer(before, first);
      if (one.kind !== 'changed') return;
      const two = changeCustomer(one.customer, second);
      if (two.kind !== 'changed') return;
      const back = changeCustomer(two.customer, undoOf(two.customer, one.record, [two.record]).change);
      const after = back.kind === 'changed' ? back.customer : two.customer;
      for (const own of two.record.tagsAdded ?? []) expect(after.tags).toContain(own);
      for (const own of two.record.tagsRemoved ?? []) expect(after.tags).not.toContain(own);
      if (two.record.remark) expect(after.remark).toBe(two.customer.remark);
      if (two.record.stage) expect(after.stage).toBe(two.customer.stage);
    }),
    { numRuns: 1_000 },
  );
});

test('K1: a tag that was taken off and put on again since is somebody’s wish by now', () => {
  const record = { tagsAdded: ['急'] };
  const later = [{ tagsRemoved: ['急'] }, { tagsAdded: ['急'] }];
  expect(undoOf(customer({ tags: ['急'] }), record, later)).toEqual({
    change: { removeTags: [], addTags: [] },
    kept: true,
  });
});

test('K2: a customer who would carry more than thirty tags is left alone whole', () => {
  const full = Array.from({ length: 30 }, (_, at) => `标签${at}`);
  expect(changeCustomer(customer({ tags: full }), { addTags: ['一个', '标签3'] })).toEqual({
    kind: 'refused',
    code: 'tags.too-many',
  });
  expect(changeCustomer(customer({ tags: full }), { removeTags: ['标签3'] }).kind).toBe('changed');
  expect(changeCustomer(customer({ remark: 'x'.repeat(499) }), { appendRemark: 'yy' })).toEqual({
    kind: 'refused',
    code: 'remark.too-long',
  });
});
