/** Notifications of the desktop, by choice: only while nobody looks at the page. */

export const canNotify = (): boolean => 'Notification' in globalThis;

/** Asks the person once. True = they agree, or agreed before. */
export async function askToNotify(): Promise<boolean> {
  if (!canNotify()) return false;
  if (Notification.permission === 'default') await Notification.requestPermission();
  return Notification.permission === 'granted';
}

/** Tells of something, once for each `tag`; pressing it brings the page to the front and opens what it tells of. */
export function tellDesktop(title: string, text: string | undefined, tag: string, open: () => void): void {
  if (!canNotify() || Notification.permission !== 'granted' || !document.hidden) return;
  const notification = new Notification(title, { tag, ...(text === undefined ? {} : { body: text }) });
  notification.onclick = () => {
    focus();
    open();
    notification.close();
  };
}
