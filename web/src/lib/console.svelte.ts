import { Api } from './api/api.ts';
import { everyPage } from './api/every-page.ts';
import { clock } from './clock.svelte.ts';
import type {
  AccountView,
  AgentSummaryView,
  CatalogueView,
  ConversationView,
  CustomerView,
  LiveMessage,
  MacroView,
  MemberView,
  NoticeView,
  SavedViewView,
} from './contracts.ts';
import { Jobs } from './customers/jobs.svelte.ts';
import { ToldAccounts, withAccount } from './inbox/account-change.ts';
import { type Call, Calls } from './inbox/calls.ts';
import { InboxCounts } from './inbox/counts.svelte.ts';
import { InboxList } from './inbox/inbox-list.svelte.ts';
import type { ListContext } from './inbox/order.ts';
import { Presence } from './inbox/presence.svelte.ts';
import { Threads } from './inbox/threads.ts';
import { LeadList } from './leads.svelte.ts';
import { browserLivePorts } from './live/browser-ports.ts';
import { LiveConnection, type LiveState } from './live/live-connection.ts';
import { countsPresence } from './live/resting.ts';
import { ToldOnce } from './live/told-once.ts';
import { CardShelf } from './materials/card-shelf.svelte.ts';
import { canAnswer, canReadAccounts, canReadConversations } from './permissions.ts';
import { Pictures } from './pictures.ts';
import { preferences } from './preferences.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { Session } from './session/session.svelte.ts';
import { windows } from './window.svelte.ts';

/** What a message changes; a pong changes nothing. */
type Change = Exclude<LiveMessage, { type: 'pong' }>;
type NoticeListener = (notice: NoticeView) => void;
type MessageListener = (conversationId: string) => void;
type CallListener = (call: Call, conversation: ConversationView) => void;

/** Everything that outlives a screen, bound together once: who is signed in, what is known, and the socket that keeps it true. */
class Console {
  readonly session = new Session();
  readonly api: Api;
  readonly inbox: InboxList;
  readonly pictures: Pictures;
  readonly threads: Threads;
  readonly counts: InboxCounts;
  readonly presence: Presence;
  readonly members: Resource<readonly MemberView[]>;
  readonly macros: Resource<readonly MacroView[]>;
  readonly views: Resource<readonly SavedViewView[]>;
  readonly leads: LeadList;
  readonly jobs: Jobs;
  readonly catalogue: Resource<CatalogueView>;
  readonly accounts: Resource<readonly AccountView[]>;
  readonly cards: CardShelf;
  readonly agents: Resource<readonly AgentSummaryView[]>;
  readonly notices: Resource<readonly NoticeView[]>;
  #live: LiveConnection | undefined;
  #liveState = $state<LiveState>('idle');
  #queue: Change[] = [];
  #onNotice: NoticeListener = () => undefined;
  #onCustomerMessage: MessageListener = () => undefined;
  #onCall: CallListener = () => undefined;
  readonly #calls = new Calls();
  readonly #toldAccounts = new ToldAccounts();
  readonly #toldNotices = new ToldOnce();

  constructor() {
    this.api = new Api({
      fetch: (input, init) => fetch(input, init),
      token: (options) => this.session.token(options),
      ...(import.meta.env.DEV
        ? { strictCheck: async (name, value) => (await import('./api/strict.ts')).strictCheck(name, value) }
        : {}),
    });
    const context = (): ListContext => ({
      memberId: this.session.me?.memberId,
      nowMs: clock.peek(),
      windowUntilMs: (conversation) => this.#windowUntilMs(conversation),
    });
    this.pictures = new Pictures(this.api, () => Date.now());
    const asTold = (conversation: ConversationView) => this.#toldAccounts.over(conversation);
    this.inbox = new InboxList(this.api, context, asTold);
    this.counts = new InboxCounts(this.api, context);
    this.presence = new Presence({
      say: (command) => this.#live?.say(command),
      nowMs: () => clock.peek(),
      memberId: () => this.session.me?.memberId,
      every: (periodMs, run) => {
        const timer = setInterval(run, periodMs);
        return () => clearInterval(timer);
      },
    });
    this.members = new Resource(async () => (await this.api.call('listMembers', {})).items);
    this.macros = new Resource(async () => (await this.api.call('listMacros', {})).items);
    this.views = new Resource(async () => (await this.api.call('listViews', { query: { kind: 'inbox' } })).items);
    this.threads = new Threads(this.api, (conversation) => this.#applyConversations([conversation]));
    this.leads = new LeadList(this.api);
    this.jobs = new Jobs(this.api);
    this.catalogue = new Resource(() => this.api.call('getCatalogue', {}));
    this.cards = new CardShelf(this.api);
    this.accounts = new Resource(async () => {
      const items = await everyPage((cursor) => this.api.call('listAccounts', { query: { cursor } }));
      for (const account of items) this.cards.follow(account);
      return items;
    });
    this.agents = new Resource(async () => (await this.api.call('listAgents', {})).items);
    this.notices = new Resource(async () => (await this.api.call('listNotices', {})).items);
  }

  /** What the rail and the title count. */
  get unread(): { readonly count: number; readonly label: string } {
    return { count: this.counts.count('unread'), label: this.counts.label('unread') };
  }

  /** A colleague's name; undefined while names are on their way, or of somebody unknown. */
  memberName(memberId: string | undefined): string | undefined {
    return this.members.value?.find(({ id }) => id === memberId)?.name;
  }

  #windowUntilMs(conversation: ConversationView): number | undefined {
    const account = this.accounts.value?.find(({ id }) => id === conversation.accountId);
    const verdict = windows.judge(conversation, account, 'text', clock.peek());
    return verdict?.kind === 'allowed' ? verdict.untilMs : undefined;
  }

  readonly #followers = new Set<(customer: CustomerView) => void>();
  /** Tells of every customer that changes, until what it gives is called. */
  followCustomers(follow: (customer: CustomerView) => void): () => void {
    this.#followers.add(follow);
    return () => this.#followers.delete(follow);
  }

  get liveState(): LiveState {
    return this.#liveState;
  }

  /** Signs in if possible, and then opens the socket. */
  async start(): Promise<void> {
    await this.session.start(
      () => this.api.call('consoleConfig', {}),
      () => this.api.call('me', {}),
    );
    const { me } = this.session;
    if (!me || !canReadConversations(me)) return;
    this.#startLive();
    void this.counts.load();
    if (canReadAccounts(me)) this.accounts.ensure();
  }

  get mayAnswer(): boolean {
    return canAnswer(this.session.me);
  }

  /** What a screen does when something calls for a person. */
  listen(on: {
    readonly notice: NoticeListener;
    readonly customerMessage: MessageListener;
    readonly call: CallListener;
  }): void {
    this.#onNotice = on.notice;
    this.#onCall = on.call;
    this.#onCustomerMessage = on.customerMessage;
  }

  retryLive(): void {
    this.#live?.retryNow();
  }

  #startLive(): void {
    if (this.#live) return;
    const ports = browserLivePorts(
      async () => (await this.api.call('liveTicket', {})).ticket,
      () => this.#mayRest(),
    );
    const live = new LiveConnection(ports, {
      message: (message) => this.#receive(message),
      state: (state) => {
        this.#liveState = state;
        if (state === 'live') this.presence.renew();
      },
      resync: () => this.#resync(),
    });
    this.#live = live;
    live.start();
    document.addEventListener('visibilitychange', () => live.setVisible(!document.hidden));
    addEventListener('online', () => live.retryNow());
  }

  /** Hidden for long, the socket is needed for sounds and notifications, and where being there counts for assignment (I5). */
  async #mayRest(): Promise<boolean> {
    const { me } = this.session;
    if (preferences.desktop || preferences.sound !== 'off') return false;
    return (
      me === undefined || !this.mayAnswer || !countsPresence(await this.api.call('getAssignmentRules', {}), me.memberId)
    );
  }

  /** Several messages of one moment are drawn in one go. */
  #receive(message: LiveMessage): void {
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
    this.#applyConversations(conversations);
    for (const [call, conversation] of calls) if (call) this.#onCall(call, conversation);
  }

  #callOf(conversation: ConversationView): Call | undefined {
    const memberId = this.session.me?.memberId;
    if (memberId === undefined) return undefined;
    const wasMine = this.counts.holds('mine', conversation.id);
    return this.#calls.of(conversation, { memberId, nowMs: clock.peek(), wasMine });
  }

  #applyOne(message: Exclude<Change, { type: 'conversation' }>): void {
    switch (message.type) {
      case 'presence':
      case 'typing':
        this.presence.apply(message);
        return;
      case 'items':
        this.threads.known(message.conversationId)?.applyItems(message.items, message.gone);
        this.presence.settled(message.items);
        if (message.items.some((item) => item.direction === 'in' && item.kind === 'message')) {
          this.#onCustomerMessage(message.conversationId);
        }
        return;
      case 'customer':
        this.threads.known(message.customer.conversationId)?.applyCustomer(message.customer);
        for (const follow of this.#followers) follow(message.customer);
        return;
      case 'job':
        this.jobs.apply(message.job);
        return;
      case 'lead':
        this.leads.apply(message.lead);
        this.threads.known(message.lead.conversationId)?.applyLead(message.lead);
        return;
      case 'account':
        this.#applyAccount(message.account);
        return;
      case 'resync':
        this.#resync();
        return;
      case 'conversation-gone':
        this.inbox.drop(message.conversationId);
        this.threads.known(message.conversationId)?.markStale();
        this.#staleRounds += 1;
        return;
      case 'notice':
        this.#applyNotice(message.notice);
    }
  }

  /** A5: an account died, came back or was set otherwise; what stands in the list and what may be sent follow at once. */
  #applyAccount(account: AccountView): void {
    const known = this.accounts.value?.find(({ id }) => id === account.id);
    if ((known?.version ?? 0) > account.version || !this.#toldAccounts.tell(account)) return;
    this.cards.follow(account);
    this.accounts.told((known) => withAccount(known, account));
    this.inbox.followAccount(account);
    this.threads.followAccount(account);
  }

  #applyNotice(notice: NoticeView): void {
    const known = this.notices.value ?? [];
    // The list may not be here yet: what was told counts too.
    if (!this.#toldNotices.isNew(notice.id) || known.some((other) => other.id === notice.id)) return;
    if (this.notices.value) this.notices.set([notice, ...known]);
    this.#onNotice(notice);
  }

  #applyConversations(heard: readonly ConversationView[]): void {
    const conversations = heard.map((conversation) => this.#toldAccounts.over(conversation));
    for (const conversation of conversations) this.threads.known(conversation.id)?.applyConversation(conversation);
    this.inbox.apply(conversations);
    this.counts.apply(conversations);
  }

  #resync(): void {
    void this.session.refreshMe(() => this.api.call('me', {}));
    this.#toldAccounts.forget();
    this.threads.markAllStale();
    this.#staleRounds += 1;
    void this.inbox.resync();
    void this.counts.load();
    this.leads.resync();
    if (this.notices.value) void this.notices.reload();
    if (this.accounts.value) void this.accounts.reload();
  }

  #staleRounds = $state(0);
  /** Grows with each break that was closed; whoever shows a thread fetches it again. */
  get staleRounds(): number {
    return this.#staleRounds;
  }
}

export const app = new Console();
