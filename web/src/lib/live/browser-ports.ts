import type { LivePorts } from './live-connection.ts';

/** The live connection's ports in a browser. The ticket goes in the query: a socket cannot carry a header. */
export const browserLivePorts = (ticket: () => Promise<string>): LivePorts => ({
  ticket,
  open: (value, on) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/live?ticket=${encodeURIComponent(value)}`);
    socket.onopen = on.opened;
    socket.onclose = on.closed;
    socket.onmessage = (event) => on.said(event.data);
    return socket;
  },
  now: () => Date.now(),
  random: () => Math.random(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
});
