import { Api } from './api/api.ts';
import { clock } from './clock.svelte.ts';
import type { AccountView, AgentView, ConversationView, LiveMessage, NoticeView } from './contracts.ts';
import { InboxList } from './inbox/inbox-list.svelte.ts';
import { Threads } from './inbox/threads.ts';
import { UnreadCount } from './inbox/unread.svelte.ts';
import { LeadList } from './leads.svelte.ts';
import { browserLivePorts } from './live/browser-ports.ts';
import { LiveConnection, type LiveState } from './live/live-connection.ts';
import { canAnswer, canReadAccounts, canReadConversations } from './permissions.ts';
import { Resource } from './resource.svelte.ts';
import { Session } from './session/session.svelte.ts';

/** What a message changes; a pong changes nothing. */
type Change = Exclude<LiveMessage, { type: 'pong' }>;
type NoticeListener = (notice: NoticeView) => void;
type MessageListener = (conversationId: string) => void;

/** Everything that outlives a screen, bound together once: who is signed in, what is known, and the socket that keeps it true. */
class Console {
  readonly session = new Session();
  readonly api: Api;
  readonly inbox: InboxList;
  readonly threads: Threads;
  readonly unread: UnreadCount;
  readonly leads: LeadList;
  readonly accounts: Resource<readonly AccountView[]>;
  readonly agents: Resource<readonly AgentView[]>;
  readonly notices: Resource<readonly NoticeView[]>;
  #live: LiveConnection | undefined;
  #liveState = $state<LiveState>('idle');
  #queue: Change[] = [];
  #onNotice: NoticeListener = () => undefined;
  #onCustomerMessage: MessageListener = () => undefined;

  constructor() {
    this.api = new Api({
      fetch: (input, init) => fetch(input, init),
      token: (options) => this.session.token(options),
      ...(import.meta.env.DEV
        ? { strictCheck: async (name, value) => (await import('./api/strict.ts')).strictCheck(name, value) }
        : {}),
    });
    this.inbox = new InboxList(this.api);
    this.unread = new UnreadCount(this.api);
    this.threads = new Threads(this.api, (conversation) => this.#applyConversations([conversation]));
    this.leads = new LeadList(this.api);
    this.accounts = new Resource(async () => (await this.api.call('listAccounts', {})).items);
    this.agents = new Resource(async () => (await this.api.call('listAgents', {})).items);
    this.notices = new Resource(async () => (await this.api.call('listNotices', {})).items);
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
    void this.unread.load();
    if (canReadAccounts(me)) this.accounts.ensure();
  }

  get mayAnswer(): boolean {
    return canAnswer(this.session.me);
  }

  /** What a screen does when something calls for a person. */
  listen(on: { readonly notice: NoticeListener; readonly customerMessage: MessageListener }): void {
    this.#onNotice = on.notice;
    this.#onCustomerMessage = on.customerMessage;
  }

  retryLive(): void {
    this.#live?.retryNow();
  }

  #startLive(): void {
    if (this.#live) return;
    const ports = browserLivePorts(async () => (await this.api.call('liveTicket', {})).ticket);
    const live = new LiveConnection(ports, {
      message: (message) => this.#receive(message),
      state: (state) => {
        this.#liveState = state;
      },
      resync: () => this.#resync(),
    });
    this.#live = live;
    live.start();
    document.addEventListener('visibilitychange', () => live.setVisible(!document.hidden));
    addEventListener('online', () => live.retryNow());
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
    if (conversations.length > 0) this.#applyConversations(conversations);
  }

  #applyOne(message: Exclude<Change, { type: 'conversation' }>): void {
    switch (message.type) {
      case 'items':
        this.threads.known(message.conversationId)?.applyItems(message.items);
        if (message.items.some((item) => item.direction === 'in' && item.kind === 'message')) {
          this.#onCustomerMessage(message.conversationId);
        }
        return;
      case 'customer':
        this.threads.known(message.customer.conversationId)?.applyCustomer(message.customer);
        return;
      case 'lead':
        this.leads.apply(message.lead);
        this.threads.known(message.lead.conversationId)?.applyLead(message.lead);
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

  #applyNotice(notice: NoticeView): void {
    const known = this.notices.value ?? [];
    if (known.some((other) => other.id === notice.id)) return;
    if (this.notices.value) this.notices.set([notice, ...known]);
    this.#onNotice(notice);
  }

  #applyConversations(conversations: readonly ConversationView[]): void {
    for (const conversation of conversations) this.threads.known(conversation.id)?.applyConversation(conversation);
    this.inbox.apply(conversations);
    this.unread.apply(conversations);
  }

  #resync(): void {
    void this.session.refreshMe(() => this.api.call('me', {}));
    this.threads.markAllStale();
    this.#staleRounds += 1;
    void this.inbox.resync();
    void this.unread.load();
    this.leads.resync();
    if (this.notices.value) void this.notices.reload();
  }

  #staleRounds = $state(0);
  /** Grows with each break that was closed; whoever shows a thread fetches it again. */
  get staleRounds(): number {
    return this.#staleRounds;
  }
}

export const app = new Console();
