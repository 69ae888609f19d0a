import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Lead } from '../conversations/model-items.ts';
import { isShownAt, personOf, type Separation } from './rules-persons.ts';

const lead = (id: number, capturedAtMs: number, phoneIndex: string | undefined): Lead => ({
  tenantId: 't1',
  conversationId: `c${id}`,
  accountId: `a${id % 3}`,
  platform: 'douyin',
  leadId: `l${id}`,
  customerName: `客户${id}`,
  contact: { maskedByPlatform: phoneIndex === undefined },
  ...(phoneIndex === undefined ? {} : { phoneIndex }),
  capturedAtMs,
  state: 'new',
});
// Few times and numbers, so that they coincide; a lead without an index was masked by its platform.
const leads = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('n1', 'n2', undefined)), {
    minLength: 1,
    maxLength: 7,
  })
  .map((list) => list.map(([atMs, index], id) => lead(id, atMs, index)));
const apartIds = fc.uniqueArray(fc.integer({ min: 0, max: 6 }));
const separations = (ids: readonly number[], state: Separation['state'] = 'apart'): Separation[] =>
  ids.map((id) => ({ conversationId: `c${id}`, state, reason: '家人共用', memberId: 'm1', atMs: 1 }));

test('K5: every lead is shown once: as its person, or under the newest lead of it', () => {
  fc.assert(
    fc.property(leads, apartIds, (all, ids) => {
      const persons = all
        .map((one) => personOf(one, all, separations(ids)))
        .filter((one) => isShownAt(one, () => true));
      const shown = persons.flatMap((one) => [one.lead, ...one.others]).map(({ leadId }) => leadId);
      expect(shown.sort()).toEqual(all.map(({ leadId }) => leadId).sort());
    }),
  );
});

test('K5: nobody is joined without the same whole number', () => {
  fc.assert(
    fc.property(leads, apartIds, (all, ids) => {
      for (const one of all) {
        const { lead: own, others } = personOf(one, all, separations(ids));
        for (const other of others)
          expect([own.phoneIndex, other.phoneIndex]).toEqual(['n1', 'n1'].map(() => own.phoneIndex ?? 'none'));
      }
    }),
  );
});

test('Z11: taking apart and joining again leaves exactly what was there before', () => {
  fc.assert(
    fc.property(leads, fc.integer({ min: 0, max: 6 }), (all, id) => {
      const before = all.map((one) => personOf(one, all, []).others);
      const apart = all.map((one) => personOf(one, all, separations([id])).others);
      const again = all.map((one) => personOf(one, all, separations([id], 'joined')).others);
      expect(again).toEqual(before);
      for (const others of apart) expect(others.map(({ conversationId }) => conversationId)).not.toContain(`c${id}`);
    }),
  );
});
