import { NO_TIME, type ParsedEvent } from '../platform.ts';
import { contentHash } from '../same-key.ts';
import { otherEvent } from './accounts.ts';
import { IntentComment } from './wire.ts';

/**
 * An intent comment as an event of its customer (W7): its id names it, and a reply quotes that id. One that names no
 * person or no comment answers to nobody: kept as evidence. Undefined where it is no object.
 */
export function commentEvent(raw: unknown, of: { readonly sealed: string }): ParsedEvent | undefined {
  const comment = IntentComment.safeParse(raw).data;
  if (!comment) return undefined;
  const hosted = comment.hosted_user_id ?? comment.user_id ?? '';
  const { comment_id: id, comment_time: atMs, user_info: person } = comment;
  if (id === undefined || atMs === undefined || !person?.user_id)
    return otherEvent(hosted, 'intent-comment', id ?? contentHash(of.sealed), atMs ?? NO_TIME);
  return {
    for: 'customer',
    event: {
      kind: 'comment',
      platform: 'xiaohongshu',
      accountPlatformId: hosted,
      customerPlatformId: person.user_id,
      eventId: id,
      occurredAtMs: atMs,
      body: { type: 'text', text: comment.comment_content ?? '' },
      source: { channel: 'intent-comment' },
      work: workOf(comment),
      ...(person.nickname ? { customerName: person.nickname } : {}),
      ...(person.avatar ? { customerAvatarUrl: person.avatar } : {}),
    },
  };
}

const workOf = ({ note_id: id, note_title: title, note_image: coverUrl }: IntentComment) => ({
  ...(id ? { id } : {}),
  ...(title ? { title } : {}),
  ...(coverUrl ? { coverUrl } : {}),
});
