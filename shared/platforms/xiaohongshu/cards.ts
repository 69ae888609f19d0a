import type { CardType } from '../../conversations/model.ts';
import type { AccessGrant, CardList, PlatformCard } from '../platform.ts';
import { notListed } from '../token-fault.ts';
import { callGateway, type XiaohongshuDeps } from './gateway.ts';
import { speakerFields } from './outgoing.ts';
import {
  AUDIT_PASSED,
  CALLS,
  MATERIALS,
  MAX_PAGES,
  MaterialsData,
  NAME_CARDS,
  PAGE_SIZE,
  StaffData,
} from './wire-calls.ts';

export interface StaffAccount {
  readonly platformId: string;
  readonly name: string;
}

export interface StaffList {
  readonly staff: readonly StaffAccount[];
  /** False: there were more pages than are read; who is missing may be on one of them. */
  readonly complete: boolean;
}

type Page = { readonly data: unknown; readonly size: number };

/** Walks the pages of a list; `sizeOf` tells how full a page is. @throws {Unavailable} */
async function walk(
  deps: XiaohongshuDeps,
  access: AccessGrant,
  path: string,
  body: object,
  sizeOf: (data: unknown) => number | undefined,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const result = await callGateway(deps, path, { ...body, page_num: page, page_size: PAGE_SIZE }, access);
    const size = result.kind === 'accepted' ? sizeOf(result.data) : undefined;
    if (result.kind !== 'accepted' || size === undefined) {
      const code = 'code' in result ? result.code : result.kind;
      const meaning = result.kind === 'refused' ? result.refusal : undefined;
      throw notListed('xiaohongshu.list', `${path} cannot be listed: ${code}`, meaning);
    }
    pages.push({ data: result.data, size });
    if (size < PAGE_SIZE) break;
  }
  return pages;
}

/** The last page of a list is not full; one that is may have a successor that nobody read. */
const isComplete = (pages: readonly Page[]): boolean => (pages.at(-1)?.size ?? 0) < PAGE_SIZE;

/** M3: what an account may send; cards that passed review, pages and notes. Each account sees its own. @throws {Unavailable} */
export async function listCards(deps: XiaohongshuDeps, access: AccessGrant): Promise<CardList> {
  const { user_id, from_user_id } = speakerFields(access);
  const owner = { user_id, hosted_user_id: from_user_id };
  const sizeOf = (data: unknown) => MaterialsData.safeParse(data).data?.list.length;
  const list = async (path: string, card: CardType, extra: object = {}): Promise<CardList> => {
    const pages = await walk(deps, access, path, { ...owner, ...extra }, sizeOf);
    return { cards: pages.flatMap(({ data }) => cardsIn(data, card)), complete: isComplete(pages) };
  };
  const lists = [
    ...MATERIALS.map(({ type, card }) => list(CALLS.materials, card, { type })),
    list(CALLS.pages, 'landing-page'),
    list(CALLS.notes, 'note'),
  ];
  const all = await Promise.all(lists);
  return { cards: all.flatMap(({ cards }) => cards), complete: all.every(({ complete }) => complete) };
}

function cardsIn(data: unknown, card: CardType): readonly PlatformCard[] {
  return (MaterialsData.safeParse(data).data?.list ?? []).flatMap((item) => {
    const id = item.material_id ?? item.note_id;
    const isPassed = item.audit_status === undefined || item.audit_status === AUDIT_PASSED;
    if (id === undefined || !isPassed) return [];
    const holds = card === 'name-card' ? NAME_CARDS.get(item.sub_type ?? '') : undefined;
    const cover = item.cover_url ? { coverUrl: item.cover_url } : {};
    return [{ id, card, title: item.title, ...cover, ...(holds ? { holds } : {}) }];
  });
}

/** Staff accounts bound to an enterprise, to reconcile what webhooks may have missed. @throws {Unavailable} */
export async function listStaff(deps: XiaohongshuDeps, access: AccessGrant): Promise<StaffList> {
  const { user_id } = speakerFields(access);
  const pages = await walk(
    deps,
    access,
    CALLS.staff,
    { user_id },
    (data) => StaffData.safeParse(data).data?.kos_user_list.length,
  );
  const staff = pages.flatMap(({ data }) =>
    (StaffData.safeParse(data).data?.kos_user_list ?? []).map(({ user_id: platformId, nick_name: name }) => ({
      platformId,
      name,
    })),
  );
  return { staff, complete: isComplete(pages) };
}
