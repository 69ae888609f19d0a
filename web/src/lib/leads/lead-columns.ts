import { m } from '../paraglide/messages.js';

/** Columns of the lead list one may choose (K5); who it is always stands first. Widths are grid tracks. */
export const LEAD_COLUMNS = {
  contact: { name: m.contact, track: 'minmax(0, 1.1fr)' },
  account: { name: m.account, track: 'minmax(0, 1.1fr)' },
  source: { name: m.source, track: 'minmax(0, 0.8fr)' },
  owner: { name: m.lead_owner, track: '7rem' },
  captured: { name: m.captured, track: '6.5rem' },
  state: { name: m.lead_state, track: '7rem' },
} as const;
export type LeadColumn = keyof typeof LEAD_COLUMNS;

export const ALL_LEAD_COLUMNS = [
  'contact',
  'account',
  'source',
  'owner',
  'captured',
  'state',
] as const satisfies readonly LeadColumn[];

/** Known columns among names that were kept, in the list's own order; nothing kept = all of them. */
export const leadColumnsOf = (names: readonly string[] | undefined): readonly LeadColumn[] =>
  names === undefined ? ALL_LEAD_COLUMNS : ALL_LEAD_COLUMNS.filter((column) => names.includes(column));

export const leadTracks = (columns: readonly LeadColumn[]): string =>
  ['minmax(0, 1.3fr)', ...columns.map((column) => LEAD_COLUMNS[column].track)].join(' ');
