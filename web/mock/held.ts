import { routes } from '../../shared/contracts/routes.ts';
import type { ThreadItem } from '../../shared/contracts/views.ts';

/** What people do with a message that waits (W8), of the stand-in server: it goes, it ends, or it says something else. */

export type HeldAct = 'releaseMessage' | 'cancelMessage' | 'editMessage';

/** The line after the act; undefined where it does not wait any more. */
export function heldAfter(act: HeldAct, item: ThreadItem | undefined, body: unknown): ThreadItem | undefined {
  if (item?.state !== 'held') return undefined;
  const { failure: _, deadlineMs: _until, ...rest } = item;
  switch (act) {
    case 'releaseMessage':
      return { ...rest, state: 'planned' };
    case 'cancelMessage':
      return { ...rest, state: 'cancelled', failure: { code: 'message.cancelled' } };
    case 'editMessage': {
      const { text } = routes.editMessage.body.parse(body);
      return { ...item, body: { ...(item.body?.type === 'text' ? item.body : { type: 'text' }), text } };
    }
  }
}
