const SHOWN_MS = 2_400;

/** Brings a line of a thread into the middle of its log and marks it for a moment; false = it is not drawn. */
export function revealLine(log: HTMLElement, key: string): boolean {
  const line = log.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!line) return false;
  line.scrollIntoView({ block: 'center', behavior: 'instant' });
  line.classList.add('found-line');
  setTimeout(() => line.classList.remove('found-line'), SHOWN_MS);
  return true;
}
