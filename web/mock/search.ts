import type { FoundMessageView, FoundPersonView } from '../../shared/contracts/search-routes.ts';
import type { ConversationView } from '../../shared/contracts/views.ts';
import { containsAll, isSearchable, snippetOf, termsOf } from '../../shared/search/rules-grams.ts';
import { textOf } from '../../shared/search/rules-slices.ts';
import type { World } from './fixtures.ts';
import { threadOf } from './threads.ts';

/** Conversations whose threads are searched: making every thread of ten thousand would take a while. */
const SEARCHED = 300;

/** What the API's search would find, by looking at everything. */
export function searchWorld(world: World, query: URLSearchParams): object {
  const terms = termsOf(query.get('q') ?? '');
  const limit = Number(query.get('limit') ?? 20);
  const from = Number(query.get('cursor')?.split('.')[1] ?? 0);
  const conversations = [...world.conversations.values()].sort((a, b) => b.lastActivityAtMs - a.lastActivityAtMs);
  const isLong = terms.some((term) => isSearchable(term, 'text'));
  const hits = isLong ? conversations.slice(0, SEARCHED).flatMap((one) => hitsIn(world, one, terms)) : [];
  hits.sort((a, b) => b.atMs - a.atMs);
  const people = from > 0 ? [] : conversations.flatMap((one) => personOf(world, one, terms)).slice(0, 8);
  return {
    people,
    messages: hits.slice(from, from + limit),
    ...(from + limit < hits.length ? { nextCursor: `o.${from + limit}` } : {}),
    terms,
    partial: false,
    indexing: false,
    tooShort: terms.length > 0 && !isLong,
  };
}

const whose = ({ id, customerName, customerAvatarUrl, platform, accountId, accountName }: ConversationView) => ({
  conversationId: id,
  customerName,
  ...(customerAvatarUrl === undefined ? {} : { customerAvatarUrl }),
  platform,
  accountId,
  accountName,
});

const hitsIn = (world: World, conversation: ConversationView, terms: readonly string[]): FoundMessageView[] =>
  threadOf(world, conversation.id)
    .filter((item) => containsAll(textOf(item), terms))
    .map(({ key, atMs, direction, sender, senderName, ...item }) => ({
      ...whose(conversation),
      key,
      atMs,
      direction,
      ...(sender ? { sender } : {}),
      ...(senderName === undefined ? {} : { senderName }),
      snippet: snippetOf(textOf(item), terms),
    }));

function personOf(world: World, conversation: ConversationView, terms: readonly string[]): FoundPersonView[] {
  const customer = world.customers.get(conversation.id);
  const { remark = '', tags = [], contact } = customer ?? {};
  if (!containsAll([conversation.customerName, remark, ...tags].join('\n'), terms)) return [];
  return [
    {
      ...whose(conversation),
      remark,
      tags: [...tags],
      ...(contact?.phone === undefined ? {} : { phone: contact.phone }),
      by: 'profile',
      lastActivityAtMs: conversation.lastActivityAtMs,
    },
  ];
}
