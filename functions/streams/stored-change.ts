import * as z from 'zod';
import type { Account } from '../../shared/accounts/model.ts';
import { parseAccount } from '../../shared/accounts/store-accounts.ts';
import type { Change } from '../../shared/conversations/reactions.ts';
import { parseHead } from '../../shared/conversations/store-head-row.ts';
import { parseMessage } from '../../shared/conversations/store-message-codec.ts';
import { parseCustomer, parseLead } from '../../shared/customers/store-customer-codec.ts';
import type { Job } from '../../shared/jobs/model.ts';
import { parseJob } from '../../shared/jobs/store-jobs.ts';
import { type Notice, parseNotice } from '../../shared/live/store-notices.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { type Row, toRow } from '../../shared/runtime/row-table.ts';

/** A stored change, a notice that somebody should see, a job that went on, or an account that is another now. */
export type Seen =
  | { readonly change: Change }
  | { readonly notice: Notice }
  | { readonly job: Job; readonly before: Job | undefined }
  | { readonly account: Account; readonly before: Account | undefined };

export interface SeenRecord {
  /** Where the stream repeats from if this record fails. */
  readonly sequence: string;
  readonly seen: Seen;
  /** When the table wrote it (epoch milliseconds); the same however often the stream tells of it. */
  readonly writtenAtMs: number | undefined;
}

const Image = z.record(z.string(), z.unknown());
const StreamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        SequenceNumber: z.string(),
        NewImage: Image.optional(),
        OldImage: Image.optional(),
        ApproximateCreationDateTime: z.number().optional(),
      }),
    }),
  ),
});

/** The records of a batch that say something. A row of ours that cannot be read is logged and passed over. */
export function seenIn(event: unknown, log: Log): readonly SeenRecord[] {
  return StreamEvent.parse(event).Records.flatMap(({ dynamodb }) => {
    const { SequenceNumber, NewImage, OldImage, ApproximateCreationDateTime: seconds } = dynamodb;
    const writtenAtMs = seconds === undefined ? undefined : Math.round(seconds * 1000);
    try {
      const seen = NewImage && understand(toRow(NewImage), OldImage && toRow(OldImage));
      return seen ? [{ sequence: SequenceNumber, seen, writtenAtMs }] : [];
    } catch (error) {
      // A defect: repeating cannot help, and the sweeper finds what is owed.
      log.error('record.poison', { errorName: error instanceof Error ? error.name : 'unknown' });
      return [];
    }
  });
}

export function tenantOf(seen: Seen): string {
  if ('notice' in seen) return seen.notice.tenantId;
  if ('account' in seen) return seen.account.tenantId;
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
    case 'account': {
      const account = parseAccount(row);
      return account && { account, before: old && parseAccount(old) };
    }
    default:
      return undefined;
  }
}
