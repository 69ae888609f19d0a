import type { Api } from '../api/api.ts';
import type { AccountView, ContentType, ConversationView, MaterialView, VerdictView } from '../contracts.ts';
import { reasonWords } from '../words/words.ts';
import { MaterialList } from './material-list.svelte.ts';

/** Judges a content type for the conversation now; undefined while the engine is on its way. */
type Judge = (type: ContentType) => VerdictView | undefined;

interface Sending {
  readonly account: AccountView | undefined;
  readonly conversation: ConversationView;
  readonly judge: Judge;
}

/** The types a material becomes when it is sent. */
const typesOf = ({ content }: MaterialView): readonly ContentType[] =>
  content.kind === 'combined' ? content.parts.flatMap(({ base }) => base?.content.kind ?? []) : [content.kind];

/** C1, W8: why a material may not be sent now, in words; what only the window refuses may wait for the next one. */
export function refusalOf(material: MaterialView, { account, conversation, judge }: Sending): string | undefined {
  if (!material.platforms.includes(conversation.platform)) return reasonWords('material.platform');
  const { content } = material;
  if (content.kind === 'combined' && content.parts.some(({ base }) => !base)) return reasonWords('parts.unknown');
  for (const type of typesOf(material)) {
    if (account && !account.sendable.includes(type)) return reasonWords('capability.not-sendable');
    const verdict = judge(type);
    if (verdict?.kind === 'refused' && !verdict.code.startsWith('window.')) return reasonWords(verdict.code);
  }
  return undefined;
}

/** Whether its first message has to wait for a window (W8). */
export const waits = (material: MaterialView, judge: Judge): boolean => {
  const [first] = typesOf(material);
  const verdict = first && judge(first);
  return verdict?.kind === 'refused' && verdict.code.startsWith('window.');
};

/** Materials behind the composer's slash: fetched when it is first typed, searched in what is here. */
export class ComposerMaterials {
  readonly #list: MaterialList;
  #isAsked = false;
  constructor(api: Api) {
    this.#list = new MaterialList(api);
  }

  get items(): readonly MaterialView[] {
    return this.#list.items;
  }

  /** Asks once; a list that is here is asked for again, so that a colleague's change is seen. */
  ensure(platform: ConversationView['platform']): void {
    if (this.#isAsked && this.#list.query.platform === platform) return;
    this.#isAsked = true;
    this.#list.show({ platform });
  }

  found(typed: string, most: number): readonly MaterialView[] {
    const words = typed.trim().toLowerCase();
    return this.items
      .filter(({ name, content }) =>
        `${name} ${content.kind === 'text' ? content.text : ''}`.toLowerCase().includes(words),
      )
      .slice(0, most);
  }
}
