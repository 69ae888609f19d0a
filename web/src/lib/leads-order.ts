import type { LeadView } from './contracts.ts';

/** Newest first; the id decides between equals. One row for each lead, the incoming one winning. */
export function mergeLeads(known: readonly LeadView[], incoming: readonly LeadView[]): readonly LeadView[] {
  const byId = new Map([...known, ...incoming].map((lead) => [lead.id, lead]));
  return [...byId.values()].sort((a, b) => b.capturedAtMs - a.capturedAtMs || (a.id < b.id ? -1 : 1));
}
