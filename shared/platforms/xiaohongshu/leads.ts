import type { Contact, Source } from '../../conversations/model.ts';
import { parseIsoTime } from '../../runtime/clock.ts';
import { contactOf, contactOfForm } from '../contact-fields.ts';
import { NO_TIME, type ParsedEvent } from '../platform.ts';
import { contentHash } from '../same-key.ts';
import { FORM_LABELS, LEAD_TIME_ZONE, Lead } from './wire.ts';

/**
 * A lead record as an event of the account that received it (K6): it names a nick name, never the thread. Several
 * pushes describe one record (`recordId`): new, changed, attributed; both routes (third-party channel and signed
 * webhook) do. Undefined where it is no lead record.
 */
export function leadEvent(raw: unknown, pushedAtMs: number | undefined): ParsedEvent | undefined {
  const lead = Lead.safeParse(raw).data;
  const recordId = lead?.id ?? lead?.leads_id;
  if (!lead || recordId === undefined) return undefined;
  const submittedAtMs = beijingTime(lead.time ?? lead.submitted_time) ?? pushedAtMs ?? NO_TIME;
  const nickName = known(lead.nick_name);
  const event = {
    kind: 'lead-record',
    platform: 'xiaohongshu',
    accountPlatformId: known(lead.msg_receive_id) ?? known(lead.account_id) ?? '',
    eventId: `${recordId}:${lead.type}:${contentHash(JSON.stringify(raw))}`,
    occurredAtMs: pushedAtMs ?? submittedAtMs,
    lead: {
      recordId,
      ...(nickName === undefined ? {} : { nickName }),
      contact: contactIn(lead),
      source: sourceOf(lead),
      submittedAtMs,
    },
  } as const;
  return { for: 'account', event };
}

/** A record without any contact yet (an attribution update may omit it) carries an empty one. */
const contactIn = (lead: Lead): Contact =>
  (lead.data ? contactOfForm(lead.data, FORM_LABELS) : undefined) ??
  contactOf({ phone: lead.phone_num, wechat: lead.wechat, city: lead.area }) ?? { masked: false };

/** K4: campaign and creative where the platform attributed them; -1, empty and `-` mean not yet. */
function sourceOf(lead: Lead): Source {
  const adId = known(lead.campaign_id);
  const adName = known(lead.campaign_name);
  const creativeId = known(lead.creativity_id) ?? known(lead.creative_id);
  return {
    channel: 'unknown',
    ...(adId === undefined ? {} : { adId }),
    ...(adName === undefined ? {} : { adName }),
    ...(creativeId === undefined ? {} : { creativeId }),
  };
}

const known = (value: string | undefined): string | undefined =>
  value === undefined || value === '' || value === '-' || value === '-1' ? undefined : value;

function beijingTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  return parseIsoTime(text.replace(' ', 'T') + LEAD_TIME_ZONE);
}
