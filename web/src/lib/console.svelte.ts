import { Api } from './api/api.ts';
import { everyPage } from './api/every-page.ts';
import { clock } from './clock.svelte.ts';
import type {
  AccountView,
  AgentSummaryView,
  CatalogueView,
  ConversationView,
  CustomerView,
  MacroView,
  MemberView,
  NoticeView,
  SavedViewView,
} from './contracts.ts';
import { Jobs } from './customers/jobs.svelte.ts';
import { InboxCounts } from './inbox/counts.svelte.ts';
import { InboxList } from './inbox/inbox-list.svelte.ts';
import type { ListContext } from './inbox/order.ts';
import { Presence } from './inbox/presence.svelte.ts';
import { Threads } from './inbox/threads.ts';
import { LeadList } from './leads.svelte.ts';
import { browserLivePorts } from './live/browser-ports.ts';
import { eachOnce } from './live/each-once.ts';
import { LiveConnection, type LiveState } from './live/live-connection.ts';
import { type Listeners, News } from './live/news.svelte.ts';
import { countsPresence } from './live/resting.ts';
import { CardShelf } from './materials/card-shelf.svelte.ts';
import { canAnswer, canReadAccounts, canReadConversations } from './permissions.ts';
import { Pictures } from './pictures.ts';
import { preferences } from './preferences.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { Session } from './session/session.svelte.ts';
import { windows } from './window.svelte.ts';

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
  readonly #news: News;

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
    this.#news = new News(this);
    const asTold = (conversation: ConversationView) => this.#news.over(conversation);
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
    this.threads = new Threads(this.api, (conversation) => this.#news.applyConversations([conversation]));
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
    this.notices = new Resource(async () => eachOnce((await this.api.call('listNotices', {})).items));
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

  /** Tells of every customer that changes, until what it gives is called. */
  followCustomers(follow: (customer: CustomerView) => void): () => void {
    return this.#news.followCustomers(follow);
  }

  /** Grows with each break that was closed; whoever shows a thread fetches it again. */
  get staleRounds(): number {
    return this.#news.staleRounds;
  }

  listen(on: Listeners): void {
    this.#news.listen(on);
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
      message: (message) => this.#news.receive(message),
      state: (state) => {
        this.#liveState = state;
        if (state === 'live') this.presence.renew();
        // The server closes who may not listen any more: it says so when it is asked who one is.
        if (state === 'lost') void this.session.refreshMe(() => this.api.call('me', {}));
      },
      resync: () => this.#news.resync(),
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
}

export const app = new Console();
