import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Lead } from '../conversations/model-customers.ts';
import { isShownAt, personOf, type Separation, sharedEvidence } from './rules-persons.ts';

type Evidence = { readonly phone: string | undefined; readonly wechat: string | undefined };

const lead = (id: number, capturedAtMs: number, { phone, wechat }: Evidence): Lead => ({
  tenantId: 't1',
  conversationId: `c${id}`,
  accountId: `a${id % 3}`,
  platform: 'douyin',
  leadId: `l${id}`,
  customerName: `客户${id}`,
  contact: {},
  ...(phone === undefined ? {} : { phoneIndex: phone }),
  ...(wechat === undefined ? {} : { wechatIndex: wechat }),
  capturedAtMs,
  state: 'new',
});
// Few times, numbers and ids, so that they coincide; an id may be a number. Without an index a value was no whole one.
const evidence = fc.record({
  phone: fc.constantFrom('n1', 'n2', undefined),
  wechat: fc.constantFrom('w1', 'n2', undefined, undefined),
});
const leads = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), evidence), { minLength: 1, maxLength: 7 })
  .map((list) => list.map(([atMs, of], id) => lead(id, atMs, of)));
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

/** Whether a chain of leads, each sharing a number or id with the next, leads from one to the other. */
function isLinked(one: Lead, other: Lead, through: readonly Lead[]): boolean {
  const of = ({ phoneIndex, wechatIndex }: Lead) => [phoneIndex, wechatIndex].filter((index) => index !== undefined);
  if (of(one).some((index) => of(other).includes(index))) return true;
  return through.some(
    (next) =>
      of(one).some((index) => of(next).includes(index)) &&
      isLinked(
        next,
        other,
        through.filter((rest) => rest !== next),
      ),
  );
}

test('K5: exactly those are joined whom a chain of the same whole numbers and ids links, past nobody taken apart', () => {
  fc.assert(
    fc.property(leads, apartIds, (all, ids) => {
      const free = all.filter((_, id) => !ids.includes(id));
      for (const one of all) {
        const { others } = personOf(one, all, separations(ids));
        const linked = free.includes(one)
          ? free.filter(
              (other) =>
                other !== one &&
                isLinked(
                  one,
                  other,
                  free.filter((it) => it !== one && it !== other),
                ),
            )
          : [];
        expect(others.map(({ leadId }) => leadId).sort()).toEqual(linked.map(({ leadId }) => leadId).sort());
      }
    }),
  );
});

test('K5: what two leads share is named: a number also where one typed it as a WeChat id', () => {
  const phone = { phoneIndex: 'n1' };
  expect(sharedEvidence(phone, { phoneIndex: 'n1', wechatIndex: 'w1' })).toEqual(['phone']);
  expect(sharedEvidence(phone, { wechatIndex: 'n1' })).toEqual(['phone']);
  expect(sharedEvidence({ ...phone, wechatIndex: 'w1' }, { phoneIndex: 'n1', wechatIndex: 'w1' })).toEqual([
    'phone',
    'wechat',
  ]);
  expect(sharedEvidence(phone, { phoneIndex: 'n2' })).toEqual([]);
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
