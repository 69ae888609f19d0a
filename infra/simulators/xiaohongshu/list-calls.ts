import * as z from 'zod';
import type { Card } from '../core/model.ts';
import { avatarUrl, coverUrl } from '../http/pictures.ts';
import type { Reply } from '../http/reply.ts';
import { ok, REFUSAL, refusal } from './answers.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Grant } from './grants.ts';

const Page = z.object({
  hosted_user_id: z.string().optional(),
  user_id: z.string(),
  type: z.number().int().optional(),
  page_num: z.number().int().min(1).default(1),
  page_size: z.number().int().min(1).max(50).default(50),
});

function paged<T>(all: readonly T[], page: z.infer<typeof Page>): readonly T[] {
  return all.slice((page.page_num - 1) * page.page_size, page.page_num * page.page_size);
}

/** Bound staff accounts of an enterprise. */
export function listStaff(deps: ApiDeps, body: unknown, grant: Grant): Reply {
  const parsed = Page.safeParse(body);
  if (!parsed.success) return refusal(REFUSAL.parameter);
  const staff = (deps.grants.binding(grant.enterpriseId)?.staff ?? []).map((id) => {
    const name = deps.world.accounts.get(id)?.name ?? '';
    return { user_id: id, nick_name: name, avatar_img: avatarUrl(deps.origin(), name) };
  });
  return ok({ total: staff.length, kos_user_list: paged(staff, parsed.data) });
}

const MATERIAL_TYPES: Readonly<Record<number, Card['kind']>> = { 1: 'name-card', 2: 'lead-card', 3: 'trade-card' };

/** Materials of one account: name, lead and trade cards by type, else the kind that the path fixes. */
export function listCards(deps: ApiDeps, body: unknown, fixed?: Card['kind']): Reply {
  const parsed = Page.safeParse(body);
  const kind = fixed ?? MATERIAL_TYPES[parsed.data?.type ?? 0];
  if (!parsed.success || !kind) return refusal(REFUSAL.parameter);
  const accountId = parsed.data.hosted_user_id ?? parsed.data.user_id;
  const cards = [...deps.world.cards.values()].filter((card) => card.accountId === accountId && card.kind === kind);
  const list = paged(cards, parsed.data).map((card) => cardFields(deps, card, parsed.data.type));
  return ok({ total: cards.length, list });
}

function cardFields(deps: ApiDeps, card: Card, type: number | undefined): Record<string, unknown> {
  const cover = coverUrl(deps.origin(), card.id);
  if (card.kind === 'note') {
    return { note_id: card.id, title: card.title, cover_url: cover, publish_time: card.updatedAtMs };
  }
  const audit = card.approved ? 2 : 1;
  if (card.kind === 'landing-page')
    return { material_id: card.id, title: card.title, cover_url: cover, audit_status: audit };
  return {
    material_id: card.id,
    type,
    sub_type: card.subKind ?? '',
    title: card.title,
    audit_status: audit,
    update_time: card.updatedAtMs,
  };
}
