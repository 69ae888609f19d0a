import type { Attachment } from 'svelte/attachments';

/** Calls once the element comes near the part of the page that one sees: what a long list shows is fetched piece by piece. */
export const whenSeen =
  (seen: () => void, marginPx = 300): Attachment<HTMLElement> =>
  (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        seen();
      },
      { rootMargin: `${marginPx}px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
