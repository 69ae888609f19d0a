import * as z from 'zod';
import type { Card } from '../core/model.ts';
import type { World } from '../core/world.ts';
import type { Reply } from '../http/reply.ts';
import { CODE, failure, opaqueId, success } from './answers.ts';

const SaveBody = z.object({
  card_id: z.string().optional(),
  title: z.string().min(1),
  media_id: z.string(),
  components: z.array(z.number().int().min(1).max(3)).min(1),
});

export type CardsContext = { readonly world: World; readonly accountId: string; readonly nowMs: number };

/** Creates a retain card, or changes the one named by card_id (section 4.2). */
export function saveRetainCard(input: unknown, { world, accountId, nowMs }: CardsContext): Reply {
  const parsed = SaveBody.safeParse(input);
  if (!parsed.success) return failure(CODE.badParameter, nowMs);
  const { card_id: id, title, media_id: mediaId, components } = parsed.data;
  if (id !== undefined && world.cards.get(id)?.accountId !== accountId) return failure(CODE.badParameter, nowMs);
  const card: Card = {
    id: id ?? opaqueId(),
    accountId,
    kind: 'retain-card',
    title,
    mediaId,
    components,
    approved: true,
    updatedAtMs: nowMs,
  };
  world.saveCard(card);
  return success(nowMs, { card_id: card.id });
}

/** All retain cards of the account; status 0 passed, 1 under review. */
export function listRetainCards({ world, accountId, nowMs }: CardsContext): Reply {
  const cards = cardsOf(world, accountId, 'retain-card').map((card) => ({
    card_id: card.id,
    title: card.title,
    media_id: card.mediaId ?? '',
    components: card.components ?? [1, 2, 3],
    status: card.approved ? 0 : 1,
  }));
  return success(nowMs, { cards });
}

export function deleteRetainCard(cardId: string, { world, accountId, nowMs }: CardsContext): Reply {
  if (world.cards.get(cardId)?.accountId !== accountId) return failure(CODE.badParameter, nowMs);
  world.removeCard(cardId);
  return success(nowMs);
}

const ListBody = z.object({
  page: z.number().int().min(1).default(1),
  page_size: z.number().int().min(1).max(50).default(50),
  ids: z.array(z.string()).optional(),
});

/**
 * Lead components, which hold the phone-collect card and message cards. Their addresses and shapes are not readable anywhere: this is the
 * reference's proposal (component 6, card kind 5, status 1 valid) under an address of our own.
 */
export function listComponents(input: unknown, { world, accountId, nowMs }: CardsContext): Reply {
  const parsed = ListBody.safeParse(input ?? {});
  if (!parsed.success) return failure(CODE.badParameter, nowMs);
  const { page, page_size: size, ids } = parsed.data;
  const kinds = ['phone-collect-card', 'message-card'] as const;
  const own = kinds.flatMap((kind) => cardsOf(world, accountId, kind));
  const all = own.filter((card) => !ids || ids.includes(card.id));
  const cards = all.slice((page - 1) * size, page * size).map((card) => ({
    component_id: card.id,
    ...(card.kind === 'phone-collect-card' ? { component_type: 6 } : {}),
    card_kind: card.componentKind ?? 5,
    name: card.title,
    content: card.title,
    status: card.approved ? 1 : 0,
    status_text: card.approved ? 'valid' : 'pending',
    actions: [],
  }));
  return success(nowMs, { total: all.length, cards });
}

const cardsOf = (world: World, accountId: string, kind: Card['kind']): Card[] =>
  [...world.cards.values()].filter((card) => card.accountId === accountId && card.kind === kind);
