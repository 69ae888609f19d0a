import type { MaterialView } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import { kindName } from './kind-name.ts';
import { readable } from './preview-values.ts';

/** Variables by what they stand for, in brackets that no text of ours uses (M6). */
const labels = () => ({
  customer: `〔${m.variable_customer()}〕`,
  account: `〔${m.variable_account()}〕`,
  member: `〔${m.variable_member()}〕`,
});

/** The words of a text material as people read them. */
export const wordsOf = (text: string): string => readable(text, labels());

/** A line that says what a material holds. */
export function summaryOf(content: MaterialView['content']): string {
  if (content.kind === 'text') return wordsOf(content.text);
  return content.kind === 'combined' ? m.material_parts({ count: content.parts.length }) : kindName(content.kind);
}
