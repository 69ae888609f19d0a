import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maySee } from './rules-visibility.ts';

// Few people on purpose: they must coincide often.
const person = fc.constantFrom('ann', 'bo', 'cy');
const account = fc.option(
  fc.record({ ownerId: fc.option(person, { nil: undefined }), operatorIds: fc.uniqueArray(person) }),
  { nil: undefined },
);
const conversation = fc.record({ assigneeId: fc.option(person, { nil: undefined }) });

test('X1: a limited operator sees exactly what is assigned to them or belongs to an account of theirs', () => {
  fc.assert(
    fc.property(person, conversation, account, (memberId, asked, of) => {
      const own = asked.assigneeId === memberId;
      const theirs = of?.ownerId === memberId || of?.operatorIds.includes(memberId) === true;
      expect(maySee({ memberId, ownOnly: true }, asked, of)).toBe(own || theirs);
    }),
  );
});

test('X1: everybody else sees all of it', () => {
  fc.assert(
    fc.property(person, conversation, account, (memberId, asked, of) => {
      expect(maySee({ memberId }, asked, of)).toBe(true);
    }),
  );
});
