import type { Api } from '../api/api.ts';
import { clock } from '../clock.svelte.ts';
import type { AccountView, ConversationView, CustomerView, LiveMessage, NoticeView } from '../contracts.ts';
import type { Jobs } from '../customers/jobs.svelte.ts';
import { ToldAccounts, withAccount } from '../inbox/account-change.ts';
import { type Call, Calls } from '../inbox/calls.ts';
import type { InboxCounts } from '../inbox/counts.svelte.ts';
import type { InboxList } from '../inbox/inbox-list.svelte.ts';
import type { Presence } from '../inbox/presence.svelte.ts';
import type { Threads } from '../inbox/threads.ts';
import type { LeadList } from '../leads.svelte.ts';
import type { CardShelf } from '../materials/card-shelf.svelte.ts';
import type { Resource } from '../resource.svelte.ts';
import type { Session } from '../session/session.svelte.ts';
import { ToldOnce } from './told-once.ts';

/** What a message changes; a pong changes nothing. */
type Change = Exclude<LiveMessage, { type: 'pong' }>;

/** What a screen does when something calls for a person. */
export interface Listeners {
  readonly notice: (notice: NoticeView) => void;
  readonly customerMessage: (conversationId: string) => void;
  readonly call: (call: Call, conversation: ConversationView) => void;
}

/** What is known and may be told of anew. */
interface Known {
  readonly session: Session;
  readonly api: Api;
  readonly inbox: InboxList;
  readonly counts: InboxCounts;
  readonly threads: Threads;
  readonly presence: Presence;
  readonly jobs: Jobs;
  readonly leads: LeadList;
  readonly cards: CardShelf;
  readonly accounts: Resource<readonly AccountView[]>;
  readonly notices: Resource<readonly NoticeView[]>;
}

/** What the socket tells, laid into what is known; applying it twice changes nothing. */
export class News {
  readonly #of: Known;
  #queue: Change[] = [];
  #listeners: Listeners | undefined;
  readonly #calls = new Calls();
  readonly #toldAccounts = new ToldAccounts();
  readonly #toldNotices = new ToldOnce();
  #staleRounds = $state(0);
  readonly #followers = new Set<(customer: CustomerView) => void>();

  constructor(of: Known) {
    this.#of = of;
  }

  /** Grows with each break that was closed; whoever shows a thread fetches it again. */
  get staleRounds(): number {
    return this.#staleRounds;
  }

  /** A conversation as its account was last told of. */
  over(conversation: ConversationView): ConversationView {
    return this.#toldAccounts.over(conversation);
  }

  /** Tells of every customer that changes, until what it gives is called. */
  followCustomers(follow: (customer: CustomerView) => void): () => void {
    this.#followers.add(follow);
    return () => this.#followers.delete(follow);
  }

  listen(on: Listeners): void {
    this.#listeners = on;
  }

  /** Several messages of one moment are drawn in one go. */
  receive(message: LiveMessage): void {
    if (message.type === 'pong') {
      clock.learn(message.nowMs);
      return;
    }
    this.#queue.push(message);
    if (this.#queue.length > 1) return;
    if (document.hidden) setTimeout(() => this.#drain(), 100);
    else requestAnimationFrame(() => this.#drain());
  }

  #drain(): void {
    const messages = this.#queue;
    this.#queue = [];
    const conversations: ConversationView[] = [];
    for (const message of messages) {
      if (message.type === 'conversation') conversations.push(message.conversation);
      else this.#applyOne(message);
    }
    if (conversations.length === 0) return;
    const calls = conversations.map((conversation) => [this.#callOf(conversation), conversation] as const);
    this.applyConversations(conversations);
    for (const [call, conversation] of calls) if (call) this.#listeners?.call(call, conversation);
  }

  #callOf(conversation: ConversationView): Call | undefined {
    const memberId = this.#of.session.me?.memberId;
    if (memberId === undefined) return undefined;
    const wasMine = this.#of.counts.holds('mine', conversation.id);
    return this.#calls.of(conversation, { memberId, nowMs: clock.peek(), wasMine });
  }

  #applyOne(message: Exclude<Change, { type: 'conversation' }>): void {
    switch (message.type) {
      case 'presence':
      case 'typing':
        this.#of.presence.apply(message);
        return;
      case 'items':
        this.#of.threads.known(message.conversationId)?.applyItems(message.items, message.gone);
        this.#of.presence.settled(message.items);
        if (message.items.some((item) => item.direction === 'in' && item.kind === 'message')) {
          this.#listeners?.customerMessage(message.conversationId);
        }
        return;
      case 'customer':
        this.#of.threads.known(message.customer.conversationId)?.applyCustomer(message.customer);
        for (const follow of this.#followers) follow(message.customer);
        return;
      case 'job':
        this.#of.jobs.apply(message.job);
        return;
      case 'lead':
        this.#of.leads.apply(message.lead);
        this.#of.threads.known(message.lead.conversationId)?.applyLead(message.lead);
        return;
      case 'account':
        this.#applyAccount(message.account);
        return;
      case 'resync':
        this.resync();
        return;
      case 'conversation-gone':
        this.#of.inbox.drop(message.conversationId);
        this.#of.threads.known(message.conversationId)?.markStale();
        this.#staleRounds += 1;
        return;
      case 'notice':
        this.#applyNotice(message.notice);
    }
  }

  /** A5: an account died, came back or was set otherwise; what stands in the list and what may be sent follow at once. */
  #applyAccount(account: AccountView): void {
    const known = this.#of.accounts.value?.find(({ id }) => id === account.id);
    if ((known?.version ?? 0) > account.version || !this.#toldAccounts.tell(account)) return;
    this.#of.cards.follow(account);
    this.#of.accounts.told((known) => withAccount(known, account));
    this.#of.inbox.followAccount(account);
    this.#of.threads.followAccount(account);
  }

  #applyNotice(notice: NoticeView): void {
    const known = this.#of.notices.value ?? [];
    // The list may not be here yet: what was told counts too.
    if (!this.#toldNotices.isNew(notice.id) || known.some((other) => other.id === notice.id)) return;
    if (this.#of.notices.value) this.#of.notices.set([notice, ...known]);
    this.#listeners?.notice(notice);
  }

  applyConversations(heard: readonly ConversationView[]): void {
    const conversations = heard.map((conversation) => this.#toldAccounts.over(conversation));
    for (const conversation of conversations) this.#of.threads.known(conversation.id)?.applyConversation(conversation);
    this.#of.inbox.apply(conversations);
    this.#of.counts.apply(conversations);
  }

  /** After a break nobody knows what was missed: what is shown is asked for again. */
  resync(): void {
    void this.#of.session.refreshMe(() => this.#of.api.call('me', {}));
    this.#toldAccounts.forget();
    this.#of.threads.markAllStale();
    this.#staleRounds += 1;
    void this.#of.inbox.resync();
    void this.#of.counts.load();
    this.#of.leads.resync();
    if (this.#of.notices.value) void this.#of.notices.reload();
    if (this.#of.accounts.value) void this.#of.accounts.reload();
  }
}
