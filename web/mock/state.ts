import type { MeView } from '../../shared/contracts/company-views.ts';
import type { SavedViewView } from '../../shared/contracts/view-routes.ts';
import type { ConversationView } from '../../shared/contracts/views.ts';
import { makeWorld, type World } from './fixtures.ts';

/** What a test or a person steers. */
export const state: {
  world: World;
  push: (message: object) => void;
  fail: string | undefined;
  failStatus: number;
  failCode: string;
  delayMs: number;
  role: MeView['role'];
  readonly views: Map<string, SavedViewView>;
} = {
  world: makeWorld(0, 0),
  push: () => undefined,
  fail: undefined,
  failStatus: 503,
  failCode: '',
  delayMs: 0,
  role: 'owner',
  views: new Map(),
};

export class MockRefusal extends Error {
  readonly status: number;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

export const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw new MockRefusal(404, 'thing.not-found');
  return value;
};

export function page<T>(
  items: readonly T[],
  query: URLSearchParams,
  fallback: number,
): { items: T[]; nextCursor?: string } {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? fallback);
  return { items: items.slice(from, to), ...(to < items.length ? { nextCursor: `${to}` } : {}) };
}

export const sorted = (): ConversationView[] =>
  [...state.world.conversations.values()].sort(
    (a, b) => b.lastActivityAtMs - a.lastActivityAtMs || (a.id < b.id ? -1 : 1),
  );

/** Changes a conversation's head, tells the sockets, and gives the new one. */
export function change(
  id: string,
  to: Partial<ConversationView>,
  drop: readonly (keyof ConversationView)[] = [],
): ConversationView {
  const before = found(state.world.conversations.get(id));
  const conversation: ConversationView = { ...before, ...to, version: before.version + 1 };
  for (const name of drop) delete conversation[name];
  state.world.conversations.set(id, conversation);
  state.push({ type: 'conversation', conversation });
  return conversation;
}
