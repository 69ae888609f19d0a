/** Newest first; the id decides between equals. One row for each lead, the incoming one winning. */
export function mergeLeads<T extends { readonly id: string; readonly capturedAtMs: number }>(
  known: readonly T[],
  incoming: readonly T[],
): readonly T[] {
  const byId = new Map([...known, ...incoming].map((lead) => [lead.id, lead]));
  return [...byId.values()].sort((a, b) => b.capturedAtMs - a.capturedAtMs || (a.id < b.id ? -1 : 1));
}
