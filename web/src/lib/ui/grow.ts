/** Lets a text area grow with its text, up to a height in pixels. Give it the text, so that it follows every change. */
export const grow =
  (_text: string, mostPx = 200) =>
  (area: HTMLTextAreaElement) => {
    area.style.height = 'auto';
    area.style.height = `${Math.min(mostPx, area.scrollHeight + 2)}px`;
    area.style.overflowY = area.scrollHeight > mostPx ? 'auto' : 'hidden';
  };
