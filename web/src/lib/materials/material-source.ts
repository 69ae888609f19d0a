import { attempt } from '../attempt.ts';
import { app } from '../console.svelte.ts';
import type { AccountView, ConversationView, MaterialView } from '../contracts.ts';
import type { PickerSource } from '../inbox/picker.ts';
import type { Thread } from '../inbox/thread.svelte.ts';
import { newId } from '../new-id.ts';
import { m } from '../paraglide/messages.js';
import { windows } from '../window.svelte.ts';
import { type ComposerMaterials, refusalOf, waits } from './composer-materials.svelte.ts';
import { readable } from './preview-values.ts';
import { summaryOf } from './summary.ts';

export interface MaterialGround {
  readonly thread: Thread;
  readonly conversation: ConversationView;
  readonly account: AccountView | undefined;
  readonly nowMs: number;
  /** It is on its way. */
  readonly done: () => void;
}

const MOST_SHOWN = 8;

const judgeOf =
  ({ conversation, account, nowMs }: MaterialGround) =>
  (type: Parameters<typeof windows.judge>[2]) =>
    windows.judge(conversation, account, type, nowMs);

/** Why a material may not be sent in this conversation now, in words (C1). */
export const refusalIn = (ground: MaterialGround, material: MaterialView): string | undefined =>
  refusalOf(material, { ...ground, judge: judgeOf(ground) });

/** Sends a material, or lets it wait for a window (W8). */
export function sendIn(ground: MaterialGround, material: MaterialView): void {
  ground.done();
  const hold = waits(material, judgeOf(ground));
  void attempt(m.material_not_sent(), () => ground.thread.messages.sendMaterial(material.id, newId(), hold));
}

/** A text as this customer would read it (M6). */
const detailOf = ({ conversation, account }: MaterialGround, { content }: MaterialView): string =>
  content.kind === 'text'
    ? readable(content.text, {
        customer: conversation.customerName,
        account: account?.name ?? conversation.accountName,
        member: app.session.me?.name ?? '',
      })
    : summaryOf(content);

/** Materials behind the slash (I3). */
export const materialSource = (materials: ComposerMaterials, ground: MaterialGround): PickerSource => ({
  id: 'materials',
  title: m.place_materials(),
  entries: (typed) =>
    materials.found(typed, MOST_SHOWN).map((material) => ({
      id: material.id,
      title: material.name,
      detail: detailOf(ground, material),
      refused: refusalIn(ground, material),
      choose: () => sendIn(ground, material),
    })),
});
