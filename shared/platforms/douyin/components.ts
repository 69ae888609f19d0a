import type { MessageCardKind } from '../../conversations/model.ts';
import type { CardList, MessageCard } from '../platform.ts';
import type { CallResult } from '../platform-call.ts';
import { notListed } from '../token-fault.ts';
import { codeIn, meaningOf } from './wire-codes.ts';
import {
  COMPONENT_VALID,
  COMPONENTS_CALL,
  COMPONENTS_PAGE,
  ComponentsAnswer,
  MESSAGE_CARD_KINDS,
} from './wire-components.ts';

/** As many as are kept of an account (M3). */
const MAX_PAGES = 4;
const KINDS: ReadonlyMap<number, MessageCardKind> = new Map(
  Object.entries(MESSAGE_CARD_KINDS).map(([kind, name]) => [Number(kind), name]),
);

/** M3: message cards that are valid; synced for people to see, and sent by nobody. @throws {Unavailable} */
export async function listMessageCards(
  post: (path: string, body: object) => Promise<CallResult>,
): Promise<Required<Pick<CardList, 'messageCards' | 'complete'>>> {
  const messageCards: MessageCard[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { total, cards } = await onePage(post, page);
    for (const { component_id: id, card_kind: number, name: title, status } of cards) {
      const kind = KINDS.get(number);
      if (kind && status === COMPONENT_VALID) messageCards.push({ id, kind, title });
    }
    if (page * COMPONENTS_PAGE >= total || cards.length === 0) return { messageCards, complete: true };
  }
  return { messageCards, complete: false };
}

async function onePage(post: (path: string, body: object) => Promise<CallResult>, page: number) {
  const result = await post(COMPONENTS_CALL, { page, page_size: COMPONENTS_PAGE });
  const failure = result.kind === 'answered' ? codeIn(result.value) : undefined;
  const answer = result.kind === 'answered' && !failure ? ComponentsAnswer.safeParse(result.value).data : undefined;
  if (answer) return answer;
  const meaning = failure && meaningOf(failure.code);
  throw notListed('douyin.components', `message cards cannot be listed: ${failure?.code ?? result.kind}`, meaning);
}
