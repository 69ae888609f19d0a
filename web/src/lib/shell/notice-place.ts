import type { NoticeView } from '../contracts.ts';
import { urls } from '../urls.ts';

/** Where a notice leads: its conversation, or the account it is about. */
export const noticeHref = ({ conversationId, accountId }: NoticeView): string =>
  conversationId === undefined ? urls.accounts(accountId) : urls.inbox(conversationId);
