import type { CardView, TimelineItemView } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import { copiedWords, heldCard } from '../words/held-cards.ts';
import { handOverWords, sourceName } from '../words/words.ts';
import { stageName } from './words.ts';

interface Words {
  readonly title: string;
  readonly lines: readonly string[];
}

const present = (lines: readonly (string | undefined)[]): readonly string[] =>
  lines.filter((line): line is string => line !== undefined && line !== '');

/** Whether agents, rules or jobs had a part in it. A rule's act at the desk has no actor. */
export const isAutomatic = ({ kind, isAgent, jobId, actorName, messages }: TimelineItemView): boolean =>
  isAgent === true ||
  jobId !== undefined ||
  kind === 'handed-over' ||
  (kind === 'desk' && actorName === undefined) ||
  (messages?.automatic ?? 0) > 0;

/** One line of the timeline in words; `cards` are the account's, as far as they are here. */
export function timelineWords(item: TimelineItemView, cards?: readonly CardView[]): Words {
  const { source, messages } = item;
  switch (item.kind) {
    case 'entered':
      return {
        title: m.timeline_entered({ source: sourceName(source) }),
        lines: present([
          source?.adName ?? (source?.adId ? `${m.ad_id()} ${source.adId}` : undefined),
          source?.creativeId && `${m.creative_id()} ${source.creativeId}`,
          source?.videoId && `${m.video_id()} ${source.videoId}`,
        ]),
      };
    case 'messages':
      return {
        title: m.timeline_messages({ customer: messages?.customer ?? 0, us: messages?.us ?? 0 }),
        lines: present([messages?.automatic ? m.timeline_automatic({ count: messages.automatic }) : undefined]),
      };
    case 'contact':
      return { title: m.timeline_contact(), lines: [] };
    case 'card-submitted':
      return { title: m.timeline_card_submitted(), lines: [] };
    case 'card-copied':
      return { title: copiedWords(heldCard(cards, item.cardId)), lines: [] };
    case 'comment':
      return { title: m.event_comment(), lines: present([item.note]) };
    case 'consent':
      return { title: item.given === true ? m.event_consent_given() : m.event_consent_withdrawn(), lines: [] };
    case 'handed-over':
      return { title: m.timeline_handed_over(), lines: present([item.reason && handOverWords(item.reason)]) };
    case 'note':
      return { title: m.timeline_note(), lines: present([item.note]) };
    case 'desk':
      return { title: deskWords(item), lines: [] };
    case 'follow-up':
      return { title: m.timeline_follow_up(), lines: present([item.followUp?.text]) };
    case 'changed':
      return changeWords(item.change ?? {});
  }
}

function deskWords({ desk }: TimelineItemView): string {
  const name = desk?.memberName ?? m.somebody();
  switch (desk?.what) {
    case 'assigned':
      return m.timeline_assigned({ name });
    case 'unassigned':
      return m.timeline_unassigned();
    case 'snoozed':
      return m.timeline_snoozed();
    case 'woken':
      return m.timeline_woken();
    case 'closed':
      return m.timeline_closed();
    default:
      return m.timeline_reopened();
  }
}

function changeWords(change: NonNullable<TimelineItemView['change']>): Words {
  const { tagsAdded = [], tagsRemoved = [], remark, stage, mutualFollow, followUp } = change;
  const lines = present([
    tagsAdded.length > 0 ? m.timeline_tags_added({ tags: tagsAdded.join('、') }) : undefined,
    tagsRemoved.length > 0 ? m.timeline_tags_removed({ tags: tagsRemoved.join('、') }) : undefined,
    stage && m.timeline_stage({ before: stageName(stage.before ?? 'none'), after: stageName(stage.after ?? 'none') }),
    remark && (remark.after === '' ? m.timeline_remark_removed() : m.timeline_remark({ text: remark.after })),
    mutualFollow === undefined ? undefined : mutualFollow ? m.timeline_mutual() : m.timeline_not_mutual(),
    followUp &&
      m.timeline_follow_up_given({ from: followUp.before ?? m.somebody(), to: followUp.after ?? m.somebody() }),
  ]);
  return { title: lines[0] ?? m.timeline_changed(), lines: lines.slice(1) };
}
