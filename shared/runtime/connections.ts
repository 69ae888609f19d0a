import type { ClientRequest, Agent as PlainAgent, RequestOptions } from 'node:http';

/**
 * Kept-alive connections over Node's older client. `import` of node:http also loads what its namespace offers lazily (a
 * WebSocket with all of undici), a sixth of a small function's memory and a tenth of its start (SPEED2, SPEED3); asking for
 * the module itself does not. TLS is loaded where an address needs it.
 */
export interface Connections {
  request(url: URL, options: RequestOptions): ClientRequest;
}

interface Kept {
  readonly agent: PlainAgent;
  readonly request: (url: URL, options: RequestOptions) => ClientRequest;
}

/** @param idleMs connections that are idle for so long end; absent = the peer ends them. */
export function createConnections(idleMs?: number): Connections {
  const settings = { keepAlive: true, ...(idleMs === undefined ? {} : { timeout: idleMs }) };
  const kept = new Map<string, Kept>();
  return {
    request(url, options) {
      const known = kept.get(url.protocol) ?? open(url.protocol, settings);
      kept.set(url.protocol, known);
      return known.request(url, { ...options, agent: known.agent });
    },
  };
}

function open(protocol: string, settings: { readonly keepAlive: boolean; readonly timeout?: number }): Kept {
  const client = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');
  return { agent: new client.Agent(settings), request: client.request };
}
