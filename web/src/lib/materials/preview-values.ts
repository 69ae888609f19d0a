import { renderText } from '../../../../shared/materials/rules-variables.ts';
import type { MaterialView, MediaView, PartView } from '../contracts.ts';

/** One bubble of a preview. */
export type PreviewBubble =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image' | 'video'; readonly url: string | undefined; readonly media?: MediaView }
  | { readonly kind: 'missing' };

type Content = MaterialView['content'];

/** What stands where a text has variables; an empty customer shows the fallback (M6). */
export interface Said {
  readonly customer: string;
  readonly account: string;
  readonly member: string;
}

/** A text with its variables filled in. */
export const readable = (text: string, { customer, account, member }: Said): string =>
  renderText(text, { 'customer.name': customer, 'account.name': account, 'member.name': member });

/** What a customer would see. */
export function previewOf(content: Content, values: Said): readonly PreviewBubble[] {
  const bubble = (base: NonNullable<PartView['base']>['content']): PreviewBubble =>
    base.kind === 'text'
      ? { kind: 'text', text: readable(base.text, values) }
      : {
          kind: base.kind,
          url: base.media.thumbnailUrl ?? (base.kind === 'image' ? base.media.url : undefined),
          media: base.media,
        };
  if (content.kind !== 'combined') return [bubble(content)];
  return content.parts.map(({ base }) => (base ? bubble(base.content) : { kind: 'missing' }));
}

/** The picture that stands for a material, if it has one. */
export function pictureOf(content: Content): string | undefined {
  const media =
    content.kind === 'image' || content.kind === 'video'
      ? content.media
      : content.kind === 'combined'
        ? content.parts.flatMap(({ base }) => (base && base.content.kind !== 'text' ? [base.content.media] : []))[0]
        : undefined;
  return media?.thumbnailUrl ?? (media?.contentType.startsWith('image/') ? media.url : undefined);
}
