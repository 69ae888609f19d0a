import * as z from 'zod';
import type { Change } from '../../shared/conversations/reactions.ts';
import { parseHead } from '../../shared/conversations/store-head-row.ts';
import { parseMessage } from '../../shared/conversations/store-message-codec.ts';
import { parseCustomer, parseLead } from '../../shared/customers/store-customer-codec.ts';
import type { Job } from '../../shared/jobs/model.ts';
import { parseJob } from '../../shared/jobs/store-jobs.ts';
import { type Notice, parseNotice } from '../../shared/live/store-notices.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { type Row, toRow } from '../../shared/runtime/row-table.ts';

/** A stored change, a notice that somebody should see, or a job that went on. */
export type Seen =
  | { readonly change: Change }
  | { readonly notice: Notice }
  | { readonly job: Job; readonly before: Job | undefined };

export interface SeenRecord {
  /** Where the stream repeats from if this record fails. */
  readonly sequence: string;
  readonly seen: Seen;
}

const Image = z.record(z.string(), z.unknown());
const StreamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: Image.optional(), OldImage: Image.optional() }),
    }),
  ),
});

/** The records of a batch that say something. A row of ours that cannot be read is logged and passed over. */
export function seenIn(event: unknown, log: Log): readonly SeenRecord[] {
  return StreamEvent.parse(event).Records.flatMap(({ dynamodb: { SequenceNumber, NewImage, OldImage } }) => {
    try {
      const seen = NewImage && understand(toRow(NewImage), OldImage && toRow(OldImage));
      return seen ? [{ sequence: SequenceNumber, seen }] : [];
    } catch (error) {
      // A defect: repeating cannot help, and the sweeper finds what is owed.
      log.error('record.poison', { errorName: error instanceof Error ? error.name : 'unknown' });
      return [];
    }
  });
}

export function tenantOf(seen: Seen): string {
  if ('notice' in seen) return seen.notice.tenantId;
  return 'job' in seen ? seen.job.tenantId : seen.change.after.tenantId;
}

function understand(row: Row, old: Row | undefined): Seen | undefined {
  switch (row.__edb_e__) {
    case 'conversation': {
      const after = parseHead(row);
      return after && { change: { entity: 'conversation', after, before: old && parseHead(old) } };
    }
    case 'message': {
      const after = parseMessage(row);
      return after && { change: { entity: 'message', after, before: old && parseMessage(old) } };
    }
    case 'customer': {
      const after = parseCustomer(row);
      return after && { change: { entity: 'customer', after, before: old && parseCustomer(old) } };
    }
    case 'lead': {
      const after = parseLead(row);
      return after && { change: { entity: 'lead', after, before: old && parseLead(old) } };
    }
    case 'notice': {
      const notice = parseNotice(row);
      return notice && { notice };
    }
    case 'job': {
      const job = parseJob(row);
      return job && { job, before: old && parseJob(old) };
    }
    default:
      return undefined;
  }
}
