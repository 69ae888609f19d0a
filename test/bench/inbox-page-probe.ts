/** Runs in the page before anything else: when the first row is there and the page answers, and what live messages take. */
export const PROBE = `
  globalThis.bench = { readyMs: undefined, longEndMs: 0, paints: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.longEndMs = entry.startTime + entry.duration;
  }).observe({ type: 'longtask', buffered: true });
  const seen = new MutationObserver(() => {
    if (!document.querySelector('[data-row="0"]')) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => { bench.readyMs = performance.now(); }, 0));
  });
  seen.observe(document, { childList: true, subtree: true });
  const Plain = WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', () => {
        const atMs = performance.now();
        requestAnimationFrame(() => setTimeout(() => bench.paints.push(performance.now() - atMs), 0));
      });
    }
  };
`;
