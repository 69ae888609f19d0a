import { m } from '../paraglide/messages.js';

/** Columns one may choose; the name is always there. Widths are grid tracks. */
export const COLUMNS = {
  account: { name: m.account, track: 'minmax(6rem, 1fr)' },
  contact: { name: m.contact, track: 'minmax(7rem, 0.9fr)' },
  tags: { name: m.tags, track: 'minmax(6rem, 1.3fr)' },
  stage: { name: m.stage, track: 'minmax(4.5rem, 6rem)' },
  source: { name: m.source, track: 'minmax(5rem, 0.8fr)' },
  assignee: { name: m.assignee, track: 'minmax(4.5rem, 7rem)' },
  remark: { name: m.remark, track: 'minmax(6rem, 1.2fr)' },
  firstSeen: { name: m.column_first_seen, track: 'minmax(6rem, 7.5rem)' },
  lastActivity: { name: m.column_last_activity, track: 'minmax(6.5rem, 7.5rem)' },
} as const;
export type Column = keyof typeof COLUMNS;

export const ALL_COLUMNS = [
  'account',
  'contact',
  'tags',
  'stage',
  'source',
  'assignee',
  'remark',
  'firstSeen',
  'lastActivity',
] as const satisfies readonly Column[];
export const USUAL_COLUMNS: readonly Column[] = ['account', 'contact', 'tags', 'stage', 'source', 'lastActivity'];

/** Known columns among names that were kept somewhere, in their order; none known = the usual ones. */
export function columnsOf(names: readonly string[]): readonly Column[] {
  const known = names.flatMap((name) => ALL_COLUMNS.find((column) => column === name) ?? []);
  return known.length > 0 ? known : USUAL_COLUMNS;
}
