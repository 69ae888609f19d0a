import type { Api } from '../api/api.ts';
import { ApiFailure, type Refusal, refusalOf } from '../api/failure.ts';
import { clock } from '../clock.svelte.ts';
import type {
  AccountView,
  ConversationView,
  CustomerView,
  FollowUpView,
  LeadView,
  OperatorMessage,
  Stage,
  ThreadItem,
  TraceView,
} from '../contracts.ts';
import { withFollowUp } from '../follow-ups/with-follow-up.ts';
import { ListEnd } from '../list-end.svelte.ts';
import { Meanwhile } from '../live/meanwhile.ts';
import { ofAccount } from './account-change.ts';
import { newerOf } from './order.ts';
import { localKey, mergeLines, placeOf, type ThreadLine, withLocal } from './thread-merge.ts';

type Body = OperatorMessage['body'];
export interface SendOptions {
  /** W8: where no window is open, keep it for the next one. */
  readonly hold?: boolean;
  /** I7: not before this instant. */
  readonly sendAtMs?: number | undefined;
  /** An image as this page holds it, shown until the server's address is known. */
  readonly localUrl?: string | undefined;
}

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
  #leftUnread = false;
  readonly #meanwhile = new Meanwhile<() => void>();

  constructor(id: string, api: Api, changed: (conversation: ConversationView) => void) {
    this.id = id;
    this.#api = api;
    this.#changed = changed;
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

  /** Shows the message at once and sends it; its id makes a repeat harmless, whatever was lost on the way. */
  async send(body: Body, messageId: string, { hold = false, sendAtMs, localUrl }: SendOptions = {}): Promise<void> {
    const atMs = clock.peek();
    const isImage = body.type === 'image';
    this.#lines = withLocal(this.#lines, {
      key: localKey(messageId),
      atMs,
      kind: 'message',
      direction: 'out',
      sender: 'operator',
      state: 'planned',
      body: isImage ? { type: 'image', url: localUrl } : body,
      ...(sendAtMs === undefined ? {} : { scheduledForMs: sendAtMs }),
      local: { messageId, hold, ...(isImage ? { uploadId: body.uploadId } : {}) },
    });
    try {
      const input = {
        params: { conversationId: this.id },
        body: { messageId, body, ...(hold ? { hold } : {}), ...(sendAtMs === undefined ? {} : { sendAtMs }) },
      };
      const answer = await this.#api.call('sendMessage', input);
      this.#lines = mergeLines(
        this.#lines.filter((line) => line.local?.messageId !== messageId),
        [answer.item],
      );
      this.#accept(answer.conversation);
    } catch (thrown) {
      this.#markUnsent(messageId, refusalOf(thrown));
    }
  }

  /** Tries the same message again under the same id. */
  retry(messageId: string): void {
    const line = this.#lines.find((known) => known.local?.messageId === messageId);
    const options = { hold: line?.local?.hold ?? false, sendAtMs: line?.scheduledForMs };
    const uploadId = line?.local?.uploadId;
    if (line?.body?.type === 'image' && uploadId !== undefined)
      void this.send({ type: 'image', uploadId }, messageId, { ...options, localUrl: line.body.url });
    if (line?.body?.type === 'text' || line?.body?.type === 'card') void this.send(line.body, messageId, options);
  }

  /** Sends a material: the server makes its messages (M2, M6), which come back in order. @throws {ApiFailure} */
  async sendMaterial(materialId: string, messageId: string, hold = false): Promise<void> {
    const answer = await this.#api.call('sendMaterial', {
      params: { conversationId: this.id },
      body: { materialId, messageId, ...(hold ? { hold } : {}) },
    });
    this.#lines = mergeLines(this.#lines, answer.items);
    this.#accept(answer.conversation);
  }

  /** Takes back what never left this console. */
  discard(messageId: string): void {
    this.#lines = this.#lines.filter((line) => line.local?.messageId !== messageId);
  }

  /** W8: what people do with a held message. @throws {ApiFailure} with the gate's reason where it may not. */
  async cancel(line: ThreadLine): Promise<void> {
    this.#changedTo(await this.#api.call('cancelMessage', this.#nameOf(line)));
  }
  async release(line: ThreadLine): Promise<void> {
    this.#changedTo(await this.#api.call('releaseMessage', this.#nameOf(line)));
  }
  async edit(line: ThreadLine, text: string): Promise<void> {
    this.#changedTo(await this.#api.call('editMessage', { ...this.#nameOf(line), body: { text } }));
  }

  /** Takes back what was sent. @throws {ApiFailure} where platform or pack do not allow it any more. */
  async recall(line: ThreadLine): Promise<void> {
    this.#changedTo(await this.#api.call('recallMessage', this.#nameOf(line)));
  }

  /** Z1: what the gate decided about a message, on what. @throws {ApiFailure} where nothing is stored. */
  explain(line: ThreadLine): Promise<TraceView> {
    return this.#api.call('explainMessage', this.#nameOf(line));
  }

  #nameOf({ key, messageId = '' }: ThreadLine) {
    return { params: { conversationId: this.id, messageId }, query: { placeMs: placeOf(key) } };
  }
  #changedTo({ item, conversation }: { item: ThreadItem; conversation: ConversationView }): void {
    this.#lines = mergeLines(this.#lines, [item]);
    this.#accept(conversation);
  }

  #markUnsent(messageId: string, unsent: Refusal): void {
    this.#lines = this.#lines.map((line) =>
      line.local?.messageId === messageId ? { ...line, local: { ...line.local, unsent } } : line,
    );
  }

  async takeOver(): Promise<void> {
    this.#accept(await this.#api.call('takeOver', { params: { conversationId: this.id } }));
  }
  async handBack(): Promise<void> {
    this.#accept(await this.#api.call('handBack', { params: { conversationId: this.id } }));
  }

  /** I5: whose it is; `null` = nobody's. @throws {ApiFailure} */
  async assign(memberId: string | null): Promise<void> {
    const params = { conversationId: this.id };
    this.#accept(await this.#api.call('assignConversation', { params, body: { memberId } }));
  }
  /** I1: out of the way until then (epoch milliseconds). @throws {ApiFailure} */
  async snooze(untilMs: number): Promise<void> {
    const params = { conversationId: this.id };
    this.#accept(await this.#api.call('snoozeConversation', { params, body: { untilMs } }));
  }
  async wake(): Promise<void> {
    this.#accept(await this.#api.call('wakeConversation', { params: { conversationId: this.id } }));
  }
  async close(): Promise<void> {
    this.#accept(await this.#api.call('closeConversation', { params: { conversationId: this.id } }));
  }
  async reopen(): Promise<void> {
    this.#accept(await this.#api.call('reopenConversation', { params: { conversationId: this.id } }));
  }

  /** I2: an internal note. @throws {ApiFailure} */
  async addNote(noteId: string, text: string, mentions: readonly string[]): Promise<void> {
    const params = { conversationId: this.id };
    const { item } = await this.#api.call('addNote', { params, body: { noteId, text, mentions: [...mentions] } });
    this.#lines = mergeLines(this.#lines, [item]);
  }

  /** I7: all steps of a macro or none. @throws {ApiFailure} with the gate's reason where its reply may not go. */
  async runMacro(macroId: string, messageId: string, hold: boolean): Promise<void> {
    const params = { conversationId: this.id, macroId };
    const answer = await this.#api.call('runMacro', { params, body: { messageId, hold } });
    if (answer.item) this.#lines = mergeLines(this.#lines, [answer.item]);
    this.#accept(answer.conversation);
  }

  /** I1: it shall call again. It stays so until somebody opens it anew, or the customer speaks. @throws {ApiFailure} */
  async markUnread(): Promise<void> {
    this.#leftUnread = true;
    this.#accept(await this.#api.call('markUnread', { params: { conversationId: this.id } }));
  }
  /** Somebody opened it: from now on what is on the screen is read. */
  opened(): void {
    this.#leftUnread = false;
  }

  /** Somebody looks at it: what was unread is read, here at once and then everywhere. */
  async markRead(): Promise<void> {
    const conversation = this.#conversation;
    if (!conversation || conversation.unread === 0 || this.#leftUnread) return;
    this.#accept({ ...conversation, unread: 0 });
    try {
      this.#accept(await this.#api.call('markRead', { params: { conversationId: this.id } }));
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure)) throw thrown;
    }
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
