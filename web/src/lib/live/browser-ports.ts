import { LIVE_WIRE } from '../../../../shared/contracts/live-wire.ts';
import type { LivePorts } from './live-connection.ts';

/** The live connection's ports in a browser. The ticket goes in the query: a socket cannot carry a header. */
export const browserLivePorts = (ticket: () => Promise<string>, mayRest: () => Promise<boolean>): LivePorts => ({
  ticket,
  mayRest,
  open: (value, on) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const query = `ticket=${encodeURIComponent(value)}&wire=${LIVE_WIRE}`;
    const socket = new WebSocket(`${scheme}://${location.host}/live?${query}`);
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
