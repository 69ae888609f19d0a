import { expect, test } from 'vitest';
import type { MemberView } from '../contracts.ts';
import { holders } from './holders.ts';

const member = (id: string, part: Partial<MemberView> = {}): MemberView => ({
  id,
  name: id,
  role: 'operator',
  state: 'active',
  ownOnly: false,
  ...part,
});

test('I4: follow-ups of everybody who may ever have taken one can be looked at, whatever they are now', () => {
  const members = [
    member('me', { role: 'owner' }),
    member('colleague'),
    // Answered customers before they changed to the accounts.
    member('accountant', { role: 'finance' }),
    member('left', { state: 'deactivated' }),
    member('invited', { state: 'invited' }),
  ];
  expect(holders(members, 'me').map(({ id }) => id)).toEqual(['colleague', 'accountant', 'left']);
});
