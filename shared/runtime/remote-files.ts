import type { LookupFunction } from 'node:net';
import { createConnections } from './connections.ts';

/** Files of other parties' hosts, whole or not at all (SEC27, SEC28). Which addresses may be asked is the caller's rule. */
export interface RemoteFiles {
  /**
   * Undefined = no whole file came: refused, redirected (no redirect is followed), too large, too slow, or the address lies
   * in a private network, whether a name leads there or the number itself stands in it.
   */
  get(url: URL, limits: { readonly maxBytes: number; readonly timeoutMs: number }): Promise<Uint8Array | undefined>;
}

const IDLE_MS = 4_000;

/** `ownOrigins`: may lie in a private network, because the deployment itself names them (local simulators). */
export function createRemoteFiles(ownOrigins: readonly string[]): RemoteFiles {
  const connections = createConnections(IDLE_MS);
  return {
    get: (url, { maxBytes, timeoutMs }) =>
      new Promise((resolve) => {
        const isOwn = ownOrigins.includes(url.origin);
        // A number is connected to without a look-up, so it is judged here.
        if (!isOwn && isPrivateNumber(url)) return resolve(undefined);
        const guard = isOwn ? {} : { lookup: publicLookup() };
        const outgoing = connections.request(url, { method: 'GET', headers: { accept: 'image/*' }, ...guard });
        // One limit for the whole answer: a peer that drips bytes is ended like one that is silent.
        const timer = setTimeout(() => outgoing.destroy(new Error('no whole file in time')), timeoutMs);
        outgoing.once('close', () => clearTimeout(timer));
        outgoing.once('error', () => resolve(undefined));
        outgoing.once('response', (response) => {
          const length = Number(response.headers['content-length'] ?? 0);
          if (response.statusCode !== 200 || length > maxBytes) {
            resolve(undefined);
            outgoing.destroy();
            return;
          }
          const chunks: Uint8Array[] = [];
          let size = 0;
          response.on('data', (chunk: Uint8Array) => {
            size += chunk.byteLength;
            if (size > maxBytes) outgoing.destroy(new Error('file too large'));
            else chunks.push(chunk);
          });
          response.once('error', () => resolve(undefined));
          response.once('end', () => resolve(Buffer.concat(chunks)));
        });
        outgoing.end();
      }),
  };
}

/**
 * Networks that no public host lies in: this machine, private and link-local ranges, the cloud's metadata, documentation,
 * multicast, and the forms of IPv6 that carry an address of IPv4 or lead through a tunnel. The list itself judges mapped
 * addresses (`::ffff:a.b.c.d`) as the address of IPv4 that they are.
 */
const PRIVATE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

/** Whether an address lies in a network that is nobody's public one. */
export function isPrivateAddress(address: string, family: 4 | 6): boolean {
  const { BlockList } = process.getBuiltinModule('node:net');
  const list = new BlockList();
  for (const [network, prefix, kind] of PRIVATE) list.addSubnet(network, prefix, kind);
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** A URL's host is written in one way only: `0x7f.1` and `2130706433` are `127.0.0.1` by now, IPv6 stands in brackets. */
function isPrivateNumber({ hostname }: URL): boolean {
  const { isIP } = process.getBuiltinModule('node:net');
  const address = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return (family === 4 || family === 6) && isPrivateAddress(address, family);
}

/** Names are looked up here so that what was judged is what is connected to: a second answer has no say. */
const publicLookup = (): LookupFunction => (hostname, options, done) => {
  const { lookup } = process.getBuiltinModule('node:dns');
  lookup(hostname, { all: true, family: options.family ?? 0 }, (error, found) => {
    if (error) return done(error, []);
    const isSafe =
      found.length > 0 && found.every(({ address, family }) => !isPrivateAddress(address, family === 6 ? 6 : 4));
    if (!isSafe) return done(new Error(`${hostname} leads into a private network`), []);
    const [first] = found;
    return options.all ? done(null, found) : done(null, first?.address ?? '', first?.family ?? 4);
  });
};
