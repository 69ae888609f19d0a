import { belongs, type InboxNarrowing } from '../../../../shared/conversations/rules-inbox.ts';
import type { Api } from '../api/api.ts';
import type { ConversationView } from '../contracts.ts';
import type { ListContext } from './order.ts';

export type CountedList = 'mine' | 'unassigned' | 'unread' | 'waiting' | 'closing-soon' | 'snoozed';

const MOST_SHOWN = 99;

const narrowings = (memberId: string | undefined): Record<CountedList, InboxNarrowing> => ({
  mine: { status: 'open', filters: [], ...(memberId === undefined ? {} : { assigneeId: memberId }) },
  unassigned: { status: 'open', filters: [], assigneeId: null },
  unread: { status: 'open', filters: ['unread'] },
  waiting: { status: 'open', filters: ['waiting'] },
  'closing-soon': { status: 'open', filters: ['closing-soon'] },
  snoozed: { status: 'snoozed', filters: [] },
});

interface Counted {
  readonly ids: ReadonlySet<string>;
  readonly more: boolean;
}

/** How many conversations stand in the main lists: counted by the server, kept true by what the socket tells. */
export class InboxCounts {
  readonly #api: Api;
  readonly #context: () => ListContext;
  #lists = $state.raw<Partial<Record<CountedList, Counted>>>({});

  constructor(api: Api, context: () => ListContext) {
    this.#api = api;
    this.#context = context;
  }

  /** 0 while nobody counted. Past what was counted the label says so. */
  count(list: CountedList): number {
    return this.#lists[list]?.ids.size ?? 0;
  }
  /** Whether a conversation stands in a list; undefined = nobody counted that far. */
  holds(list: CountedList, id: string): boolean | undefined {
    const known = this.#lists[list];
    if (known?.ids.has(id)) return true;
    return known === undefined || known.more ? undefined : false;
  }
  label(list: CountedList): string {
    const known = this.#lists[list];
    if (!known) return '';
    if (known.ids.size > MOST_SHOWN) return '99+';
    // None among those that were looked at says nothing of the others.
    if (known.more) return known.ids.size > 0 ? `${known.ids.size}+` : '';
    return `${known.ids.size}`;
  }

  async load(): Promise<void> {
    try {
      const counts = await this.#api.call('countConversations', {});
      const lists: Partial<Record<CountedList, Counted>> = {};
      for (const list of LISTS) lists[list] = { ids: new Set(counts[list].ids), more: counts[list].more };
      this.#lists = lists;
    } catch {
      // The list itself reports that the server cannot be reached; the counts follow with the next live change.
    }
  }

  apply(conversations: readonly ConversationView[]): void {
    const context = this.#context();
    const by = narrowings(context.memberId);
    const lists = { ...this.#lists };
    for (const list of LISTS) {
      const ids = new Set(lists[list]?.ids);
      for (const one of conversations) {
        const seen = { ...one, windowUntilMs: context.windowUntilMs(one) };
        if (belongs(seen, by[list], context.nowMs)) ids.add(one.id);
        else ids.delete(one.id);
      }
      lists[list] = { ids, more: lists[list]?.more ?? false };
    }
    this.#lists = lists;
  }
}

const LISTS = ['mine', 'unassigned', 'unread', 'waiting', 'closing-soon', 'snoozed'] as const satisfies CountedList[];
