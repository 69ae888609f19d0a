import { type VisibilityDeps, visibleConversations } from '../../shared/conversations/visible.ts';
import type { ApiLimits } from '../../shared/runtime/api-handler.ts';
import { NotFound } from '../../shared/runtime/errors.ts';

/**
 * Own-conversations-only at the API's one door (X1): whatever route a limited member asks, conversations that the request
 * names must be theirs, and what the answer lists of others is left out. So a new route is limited without knowing of
 * it. Members who are not limited cost nothing.
 */
export const createOwnOnly = (deps: VisibilityDeps): ApiLimits => ({
  async admit(caller, { params, body }) {
    if (!caller.ownOnly) return;
    const asked = [
      ...(params.conversationId === undefined ? [] : [params.conversationId]),
      ...namedIn(jsonOf(body.text)),
    ];
    const wellFormed = asked.filter((id) => /^[0-9A-Za-z_-]{1,128}$/.test(id));
    const visible = await visibleConversations(deps, caller, wellFormed);
    if (wellFormed.some((id) => !visible.has(id))) throw unknown();
  },
  async narrow(caller, answer) {
    if (!caller.ownOnly) return answer;
    const visible = await visibleConversations(deps, caller, namedIn(answer));
    const kept = prune(answer, visible);
    if (kept === GONE) throw unknown();
    return kept;
  },
});

const unknown = (): NotFound => new NotFound('conversation.unknown', 'no such conversation');

const GONE = Symbol('gone');
/** Deeper than any answer of ours. */
const MAX_DEPTH = 16;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every conversation that a value speaks of. */
function namedIn(value: unknown, depth = 0): readonly string[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((one) => namedIn(one, depth + 1));
  if (!isRecord(value)) return [];
  const own = conversationOf(value);
  const several = Array.isArray(value.conversationIds)
    ? value.conversationIds.filter((id): id is string => typeof id === 'string')
    : [];
  const inner = Object.values(value).flatMap((one) => namedIn(one, depth + 1));
  return [...(own === undefined ? [] : [own]), ...several, ...inner];
}

/** The conversation that an object is, or belongs to. A conversation's own view is known by its window. */
function conversationOf(value: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof value.conversationId === 'string') return value.conversationId;
  return typeof value.id === 'string' && isRecord(value.window) ? value.id : undefined;
}

/** The value without what belongs to conversations that are not visible; `GONE` where nothing of it is left. */
function prune(value: unknown, visible: ReadonlySet<string>, depth = 0): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    return value.map((one) => prune(one, visible, depth + 1)).filter((one) => one !== GONE);
  }
  if (!isRecord(value)) return value;
  const own = conversationOf(value);
  if (own !== undefined && !visible.has(own)) return GONE;
  const entries = Object.entries(value).map(([name, one]) => [name, prune(one, visible, depth + 1)] as const);
  return Object.fromEntries(entries.filter(([, one]) => one !== GONE));
}

/** A body that is no JSON names nothing; the endpoint refuses it. */
function jsonOf(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
