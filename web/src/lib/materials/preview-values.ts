import { renderText } from '../../../../shared/materials/rules-variables.ts';
import type { MaterialView, MediaView, PartView } from '../contracts.ts';

/** One bubble of a preview. */
export type PreviewBubble =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image' | 'video'; readonly url: string | undefined; readonly media?: MediaView }
  | { readonly kind: 'missing' };

type Content = MaterialView['content'];

/** What a customer would see; an empty name shows what stands in for it (M6). */
export function previewOf(
  content: Content,
  values: { readonly customer: string; readonly account: string; readonly member: string },
): readonly PreviewBubble[] {
  const said = { 'customer.name': values.customer, 'account.name': values.account, 'member.name': values.member };
  const bubble = (base: NonNullable<PartView['base']>['content']): PreviewBubble =>
    base.kind === 'text'
      ? { kind: 'text', text: renderText(base.text, said) }
      : {
          kind: base.kind,
          url: base.media.thumbnailUrl ?? (base.kind === 'image' ? base.media.url : undefined),
          media: base.media,
        };
  if (content.kind !== 'combined') return [bubble(content)];
  return content.parts.map(({ base }) => (base ? bubble(base.content) : { kind: 'missing' }));
}

/** A line that says what a material holds. */
export function summaryOf(
  content: Content,
  words: { readonly image: string; readonly video: string; readonly parts: (count: number) => string },
): string {
  if (content.kind === 'text') return content.text;
  return content.kind === 'combined' ? words.parts(content.parts.length) : words[content.kind];
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
