import type { AccountStore } from '../../shared/accounts/store-accounts.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { FoundMessageView, FoundPersonView } from '../../shared/contracts/search-routes.ts';
import type { Customer } from '../../shared/conversations/model-customers.ts';
import type { Conversation } from '../../shared/conversations/model-head.ts';
import { type ContactDeps, findByContact } from '../../shared/customers/find-by-contact.ts';
import type { NameItems } from '../../shared/live/sender-names.ts';
import { endpoint } from '../../shared/runtime/api-endpoint.ts';
import { InvalidInput } from '../../shared/runtime/errors.ts';
import type { Stage } from '../../shared/search/candidates.ts';
import { isSearchable, snippetOf } from '../../shared/search/rules-grams.ts';
import { type SearchAnswer, search } from '../../shared/search/search.ts';
import { maySee } from '../../shared/tenants/rules-visibility.ts';

export interface SearchEndpointDeps {
  readonly conversations: ContactDeps;
  readonly accounts: Pick<AccountStore, 'list'>;
  readonly nameItems: NameItems;
}

/** Full-text search over messages and people (I7). */
export const searchEndpoints = (deps: SearchEndpointDeps) => [
  endpoint(routes.search, async ({ query, caller }) => {
    const { tenantId } = caller;
    const { q, limit } = query;
    const after = stageOf(query.cursor);
    const hosted = new Map((await deps.accounts.list(tenantId)).map((account) => [account.id, account]));
    const isVisible = (head: Conversation): boolean => maySee(caller, head, hosted.get(head.accountId));
    const [found, byContact] = await Promise.all([
      search(deps.conversations.table, {
        tenantId,
        q,
        limit,
        accountIds: [...hosted.keys()],
        maySee: isVisible,
        ...(after ? { after } : {}),
      }),
      after ? [] : findByContact(deps.conversations, tenantId, q),
    ]);
    const names = new Map([...hosted].map(([id, { name }]) => [id, name]));
    const owners = byContact.filter(({ head }) => isVisible(head)).map((one) => personView(one, names, one.by));
    const known = new Set(owners.map(({ conversationId }) => conversationId));
    const people = found.people
      .filter(({ head }) => !known.has(head.conversationId))
      .map((one) => personView(one, names, 'profile'));
    return {
      people: [...owners, ...people],
      messages: await messageViews(deps, tenantId, found, names),
      nextCursor: found.next && cursorOf(found.next),
      terms: [...found.terms],
      partial: found.partial,
      indexing: found.indexing,
      tooShort: found.terms.length > 0 && !found.terms.some((term) => isSearchable(term, 'text')),
    };
  }),
];

type Names = ReadonlyMap<string, string>;

const whose = (head: Conversation, names: Names) => ({
  conversationId: head.conversationId,
  customerName: head.customerName ?? '',
  customerAvatarUrl: head.customerAvatarUrl,
  platform: head.platform,
  accountId: head.accountId,
  accountName: names.get(head.accountId) ?? head.accountId,
});

const personView = (
  { customer, head }: { readonly customer: Customer; readonly head: Conversation },
  names: Names,
  by: FoundPersonView['by'],
): FoundPersonView => ({
  ...whose(head, names),
  customerName: customer.name,
  remark: customer.remark,
  tags: [...customer.tags],
  phone: customer.contact?.phoneMasked,
  wechat: customer.contact?.wechatMasked,
  by,
  lastActivityAtMs: head.lastActivityAtMs,
});

async function messageViews(
  deps: Pick<SearchEndpointDeps, 'nameItems'>,
  tenantId: string,
  { messages, terms }: SearchAnswer,
  names: Names,
): Promise<FoundMessageView[]> {
  const items = await deps.nameItems(
    tenantId,
    messages.map(({ line }) => line.item),
  );
  return messages.map(({ line, head }, index) => ({
    ...whose(head, names),
    key: line.key,
    atMs: line.item.atMs,
    direction: line.item.direction,
    sender: line.item.sender,
    senderName: items[index]?.senderName,
    snippet: snippetOf(line.text, terms),
  }));
}

const cursorOf = ({ segment, passed }: Stage): string => `${segment ?? 'o'}.${passed}`;

/** @throws {InvalidInput} for a cursor that was not handed out here. */
function stageOf(cursor: string | undefined): Stage | undefined {
  if (cursor === undefined) return undefined;
  const [, segment = '', passed = ''] = /^(o|\d{1,9})\.(\d{1,9})$/.exec(cursor) ?? [];
  if (segment === '') {
    throw new InvalidInput('cursor.invalid', 'this cursor was not handed out here', { field: 'cursor' });
  }
  return { ...(segment === 'o' ? {} : { segment: Number(segment) }), passed: Number(passed) };
}
