import type { Api } from '../api/api.ts';
import type {
  AccountView,
  ConversationView,
  CustomerView,
  FollowUpView,
  LeadView,
  Stage,
  ThreadItem,
} from '../contracts.ts';
import { withFollowUp } from '../follow-ups/with-follow-up.ts';
import { ListEnd } from '../list-end.svelte.ts';
import { Meanwhile } from '../live/meanwhile.ts';
import { ofAccount } from './account-change.ts';
import { newerOf } from './order.ts';
import { ThreadHandling } from './thread-handling.ts';
import { mergeLines, type ThreadLine } from './thread-merge.ts';
import { ThreadMessages } from './thread-messages.ts';
import type { ThreadPort } from './thread-port.ts';

/** What people record of a customer; null = in no stage. */
interface CustomerChange {
  readonly remark?: string;
  readonly tags?: string[];
  readonly mutualFollow?: boolean;
  readonly stage?: Stage | null;
}

/** One conversation as it is open or was lately: its head, its lines, its customer and lead, all fed by fetches and socket alike. */
export class Thread {
  readonly id: string;
  readonly messages: ThreadMessages;
  readonly handling: ThreadHandling;
  readonly #api: Api;
  readonly #changed: (conversation: ConversationView) => void;
  #conversation = $state.raw<ConversationView | undefined>();
  #customer = $state.raw<CustomerView | undefined>();
  #lead = $state.raw<LeadView | undefined>();
  #followUps = $state.raw<readonly FollowUpView[] | undefined>();
  #lines = $state.raw<readonly ThreadLine[]>([]);
  /** Where older lines go on. */
  readonly older = new ListEnd();
  #state = $state<'loading' | 'present' | 'failed'>('loading');
  #failure = $state.raw<unknown>();
  #fetching = false;
  #isStale = true;
  #isLoaded = false;
  readonly #meanwhile = new Meanwhile<() => void>();

  constructor(id: string, api: Api, changed: (conversation: ConversationView) => void) {
    this.id = id;
    this.#api = api;
    this.#changed = changed;
    const port: ThreadPort = {
      id,
      lines: () => this.#lines,
      conversation: () => this.#conversation,
      show: (lines) => {
        this.#lines = lines;
      },
      accept: (conversation) => this.#accept(conversation),
    };
    this.messages = new ThreadMessages(api, port);
    this.handling = new ThreadHandling(api, port);
  }

  get conversation() {
    return this.#conversation;
  }
  get customer() {
    return this.#customer;
  }
  get lead() {
    return this.#lead;
  }
  /** I4: what people noted to come back to, newest first; undefined until it was fetched. */
  get followUps() {
    return this.#followUps;
  }
  get lines() {
    return this.#lines;
  }
  get state() {
    return this.#state;
  }
  get failure() {
    return this.#failure;
  }

  /** What the list already knows, shown while the rest is fetched. */
  hint(conversation: ConversationView | undefined): void {
    if (conversation && !this.#conversation) this.#conversation = conversation;
  }

  /** Fetches unless what is here is known to be complete. */
  ensure(): void {
    if (this.#isStale && !this.#fetching) void this.load();
  }

  /** After a break of the socket, lines may be missing. */
  markStale(): void {
    this.#isStale = true;
  }

  async load(): Promise<void> {
    this.#fetching = true;
    // Before the fetch: what the socket brings meanwhile is merged, another break makes it stale again.
    this.#isStale = false;
    if (this.#state === 'failed') this.#state = 'loading';
    try {
      const asked = this.#api.call('getConversation', { params: { conversationId: this.id } });
      const { answer, told } = await this.#meanwhile.during(asked);
      const meets = answer.items.some((item) => this.#lines.some((line) => line.key === item.key));
      // A break so long that the pages do not meet: older lines are fetched again rather than shown with a hole.
      const known = meets || !this.#isLoaded ? this.#lines : this.#lines.filter((line) => line.local);
      if (!meets || !this.#isLoaded) this.older.set(answer.nextCursor);
      this.#lines = mergeLines(known, answer.items);
      this.#isLoaded = true;
      this.#customer = answer.customer;
      this.#lead = answer.lead;
      this.#followUps = answer.followUps;
      for (const apply of told) apply();
      this.#accept(answer.conversation);
      this.#state = 'present';
    } catch (thrown) {
      this.#isStale = true;
      if (this.#state === 'loading') {
        this.#failure = thrown;
        this.#state = 'failed';
      }
    } finally {
      this.#fetching = false;
    }
  }

  /** Fetches older lines until this one is here; false = it is not in the thread, or cannot be reached now. */
  async reveal(key: string): Promise<boolean> {
    const isHere = () => this.#lines.some((line) => line.key === key);
    while (!isHere() && this.older.hasMore) {
      await this.loadOlder(100, isHere);
      if (this.older.failure !== undefined) return false;
    }
    return isHere();
  }

  loadOlder(limit = 60, isEnough?: () => boolean): Promise<void> {
    const take = async (cursor: string) => {
      const asked = { params: { conversationId: this.id }, query: { cursor, limit } };
      const page = await this.#api.call('listItems', asked);
      this.#lines = mergeLines(this.#lines, page.items);
      return page.nextCursor;
    };
    return this.older.go(take, isEnough);
  }

  applyItems(items: readonly ThreadItem[], gone: readonly string[] = []): void {
    this.#lines = mergeLines(this.#lines, items, gone);
  }
  applyConversation(conversation: ConversationView): void {
    this.#conversation = newerOf(this.#conversation, conversation);
  }
  /** A5: what it shows of its account, and whether the composer may send, follows at once. */
  followAccount(account: AccountView): void {
    if (this.#conversation) this.#conversation = ofAccount(this.#conversation, account);
  }
  applyCustomer(customer: CustomerView): void {
    this.#hear(() => {
      this.#customer = customer;
    });
  }
  applyLead(lead: LeadView): void {
    this.#hear(() => {
      this.#lead = lead;
    });
  }
  /** One that this console wrote. */
  applyFollowUp(record: FollowUpView): void {
    this.#hear(() => {
      this.#followUps = withFollowUp(this.#followUps ?? [], record);
    });
  }
  /** None has a version: what came while the thread was fetched stands over the answer. */
  #hear(apply: () => void): void {
    this.#meanwhile.tell([apply]);
    apply();
  }

  /** Saves what was changed about the customer; the screen shows it at once and goes back if it cannot be saved. */
  async updateCustomer(change: CustomerChange): Promise<void> {
    const before = this.#customer;
    const { stage, ...rest } = change;
    if (before) this.#customer = { ...before, ...rest, ...(stage === undefined ? {} : { stage: stage ?? undefined }) };
    try {
      this.#customer = await this.#api.call('updateCustomer', { params: { conversationId: this.id }, body: change });
    } catch (thrown) {
      this.#customer = before;
      throw thrown;
    }
  }

  revealContact(): Promise<{ phone?: string | undefined; wechat?: string | undefined }> {
    return this.#api.call('revealContact', { params: { conversationId: this.id } });
  }

  #accept(conversation: ConversationView): void {
    this.#conversation = newerOf(this.#conversation, conversation);
    this.#changed(this.#conversation);
  }
}
