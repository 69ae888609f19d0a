import type { TraceView, VerdictView } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import { reasonWords } from '../words/words.ts';
import type { ThreadLine } from './thread-merge.ts';

/** What can be said of a message of ours that carries no decision (Z1): it never passed the gate, or not yet. */
export function untracedWords(line: Pick<ThreadLine, 'sender' | 'local' | 'state'>): string {
  if (line.sender === 'phone-app' || line.sender === 'platform') return m.why_elsewhere();
  if (line.local?.unsent) return `${m.why_not_accepted()} ${reasonWords(line.local.unsent.code)}`;
  return line.local || line.state === 'planned' || line.state === 'sending' ? m.why_not_judged() : m.why_no_trace();
}

/** Whether what was decided still stands when it is judged again, and if not why (Z1, W12). */
export function againWords({ equal, intact, pack }: TraceView['reevaluation']): string {
  if (pack === 'changed') return m.why_pack_changed();
  if (!intact) return m.why_facts_changed();
  return equal ? m.why_same() : m.why_differs();
}

export const stillStands = ({ equal, intact, pack }: TraceView['reevaluation']): boolean =>
  equal && intact && pack !== 'changed';

/** What the windows said where something else decided. */
export const windowWords = (verdict: VerdictView): string =>
  verdict.kind === 'allowed' ? m.why_windows_open({ rule: verdict.rule }) : reasonWords(verdict.code);
