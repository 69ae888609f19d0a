import type { Caller } from '../runtime/caller.ts';
import type { PlanMessage } from './plan-message.ts';

/** Who a message is from, by who asks for it (W10): the gate's way is the same for people and applications. */
export const senderOf = ({
  kind,
  memberId,
}: Pick<Caller, 'kind' | 'memberId'>): Pick<PlanMessage, 'sender' | 'senderId'> => ({
  sender: kind === 'application' ? 'api' : 'operator',
  senderId: memberId,
});
