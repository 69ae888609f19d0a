import type { Access } from '../../shared/conversations/ports.ts';
import type { AccessGrant } from '../../shared/platforms/platform.ts';
import type { Row } from '../../shared/runtime/row-table.ts';
import type { Ports } from './functions.ts';
import { type Patch, UNPATCHED } from './patch.ts';
import { PLANTED_SENDING } from './planted-sending.ts';
import { asHead, fromAgent, inTable, is, onRead, onWrite, unconditional } from './planted-tools.ts';
import { sign } from './platform-wire.ts';

/** Planted bugs: each is a mistake that somebody could make, wrapped around the ports of the functions it concerns. */

let names = 0;
const strangers = new Map<string, readonly Row[]>();

export const PLANTED: Readonly<Record<string, Patch>> = {
  ...PLANTED_SENDING,
  'writes everything as often as it can': inTable(['webhooks', 'conversation', 'sender', 'agent', 'api'], (table) => ({
    put: async (write) => {
      const done = await table.put(write);
      for (let more = 0; more < 6; more++) await table.put(write);
      return done;
    },
    putAll: async (writes) => {
      const done = await table.putAll(writes);
      for (let more = 0; more < 6; more++) await table.putAll(writes);
      return done;
    },
  })),
  'reads everything four times': inTable(['webhooks', 'conversation', 'reactions', 'sender', 'agent'], (table) => ({
    get: async (...given) => {
      for (let more = 0; more < 3; more++) await table.get(...given);
      return table.get(...given);
    },
    query: async (query) => {
      for (let more = 0; more < 3; more++) await table.query(query);
      return table.query(query);
    },
  })),
  'keeps what it remembers of agents for an hour': {
    ...UNPATCHED,
    ports: (ports) => {
      const kept = new Map<string, ReturnType<Ports['agents']>>();
      const agents: Ports['agents'] = (tenantId, agentId) => {
        const found = kept.get(tenantId) ?? ports.agents(tenantId, agentId);
        kept.set(tenantId, found);
        return found;
      };
      return { ...ports, agents };
    },
  },
  'never reads its secrets again': {
    ...UNPATCHED,
    ports: (ports) => {
      let kept: ReturnType<Ports['secrets']> | undefined;
      return { ...ports, secrets: () => (kept ??= ports.secrets()) };
    },
  },
  'believes that an account stays hosted': {
    ...UNPATCHED,
    ports: (ports) => {
      const hosted = async (...named: Parameters<typeof ports.accounts.load>) => {
        const account = await ports.gate.accounts.load(...named);
        return account && { ...account, status: 'hosted' as const };
      };
      const grants = new Map<string, AccessGrant>();
      const remembered: Access['access'] = async (tenantId, accountId, options) => {
        const grant = await ports.gate.access.access(tenantId, accountId, options);
        if (grant) grants.set(`${tenantId}#${accountId}`, grant);
        return grant ?? grants.get(`${tenantId}#${accountId}`);
      };
      const accounts = { ...ports.gate.accounts, load: hosted };
      return { ...ports, gate: { ...ports.gate, accounts, access: { ...ports.gate.access, access: remembered } } };
    },
  },
  'acknowledges before it stores': inTable(['webhooks'], (table) => ({
    put: async (write) => {
      table.put(write).catch(() => undefined);
      return true;
    },
  })),
  'names events by arrival, not by signed content': onWrite(['webhooks'], (write) => ({
    ...write,
    row: { ...write.row, sk: `${write.row.sk.slice(0, 2)}${String(write.row.receivedAtMs)}${write.row.sk.slice(15)}` },
  })),
  'applies events without a condition': onWrite(['conversation'], unconditional('conversation')),
  'checks takeover before the model call only': onRead(['sender'], (row, head) =>
    fromAgent(row) && head ? { ...row, ep: head.epoch } : row,
  ),
  'sends answers to an older burst': onRead(['sender'], (row, head) =>
    fromAgent(row) && head?.burstKey !== undefined ? { ...row, bk: head.burstKey } : row,
  ),
  'takes over without raising the epoch': onWrite(['api'], (write) => ({
    ...write,
    row: asHead(write.row, (head) => ({ ...head, epoch: Math.max(0, head.epoch - 1) })),
  })),
  'answers an empty partial batch on error': {
    ...UNPATCHED,
    handler: (handle, worker) => async (event) => {
      const answer = await handle(event);
      return worker.fn === 'webhooks' ? answer : { batchItemFailures: [] };
    },
  },
  'never sweeps': {
    ...UNPATCHED,
    handler: (handle, worker) => (worker.fn === 'timers' ? async () => ({ batchItemFailures: [] }) : handle),
  },
  'plans an answer under a new name each time': onWrite(['agent'], (write) => {
    if (!fromAgent(write.row)) return write;
    const name = `${String(write.row.i)}${++names}`.replace(/_0(\d+)$/, 'x$1_0');
    return { ...write, row: { ...write.row, i: name, sk: `${write.row.sk.slice(0, 18)}${name}` } };
  }),
  'takes a cut text for a finished one': {
    ...UNPATCHED,
    ports: (ports) => ({
      ...ports,
      model: {
        answer: async (request) => {
          const answer = await ports.model.answer(request);
          return answer.kind === 'answered' ? { ...answer, stopReason: 'finished' } : answer;
        },
      },
    }),
  },
  'stores contacts in clear': {
    ...UNPATCHED,
    ports: (ports, { fn }) =>
      fn === 'webhooks' ? { ...ports, cipher: { ...ports.cipher, seal: async (_, text) => text } } : ports,
  },
  'hands over under a name of its own': onWrite(['agent'], (write) => {
    if (!is(write.row, 'message') || write.row.k !== 'handed-over') return write;
    const name = `h${String(write.row.i)}`;
    return { ...write, row: { ...write.row, i: name, sk: `${write.row.sk.slice(0, 18)}${name}` } };
  }),
  'forgets what it has applied': onRead(['conversation'], (row) =>
    asHead(row, ({ receivedToMs: _, ...head }) => ({ ...head, seen: head.seen.slice(-1) })),
  ),
  'counts unread blindly': onWrite(['conversation'], (write) => ({
    ...write,
    row: asHead(write.row, (head) => (head.unread > 1 ? { ...head, unread: head.unread + 1 } : head)),
  })),
  'writes rows and head apart': inTable(['api', 'agent'], (table) => ({
    putAll: async (writes) => {
      const [head, ...rows] = writes;
      for (const row of rows) if (!(await table.put(row))) return false;
      return head ? table.put(head) : true;
    },
  })),
  'believes every signature': {
    ...UNPATCHED,
    handler: (handle, worker) => (event) => {
      if (worker.fn !== 'webhooks') return handle(event);
      const { headers, body, ...rest } = event as { readonly headers: object; readonly body: string };
      return handle({ ...rest, body, headers: { ...headers, 'x-douyin-signature': sign(body) } });
    },
  },
  'answers 500 to what it cannot read': {
    ...UNPATCHED,
    handler: (handle, worker) => async (event) => {
      const answer = await handle(event);
      const { statusCode = 0 } = worker.fn === 'webhooks' ? (answer as { readonly statusCode: number }) : {};
      return statusCode >= 400 && statusCode < 500 ? { statusCode: 500, headers: {}, body: '' } : answer;
    },
  },
  'reads one row too few for consoles': inTable(['reactions'], (table) => ({
    query: async (query) => {
      const page = await table.query(query);
      return { ...page, rows: page.rows.slice(1) };
    },
  })),
  'shows a model the thread of another tenant': inTable(['agent'], (table) => ({
    query: async (query) => {
      const page = await table.query(query);
      if (page.rows.some(({ __edb_e__: entity }) => entity === 'event')) strangers.set(query.pk.slice(0, 4), page.rows);
      const other = [...strangers].find(([tenant]) => !query.pk.startsWith(tenant));
      return other && query.descending
        ? { ...page, rows: [...other[1].filter((row) => is(row, 'event')), ...page.rows] }
        : page;
    },
  })),
  'logs the body': {
    ...UNPATCHED,
    handler: (handle, worker, ports) => async (event) => {
      if (worker.fn === 'webhooks') ports.log.info('webhook.accepted', { reason: JSON.stringify(event) });
      return handle(event);
    },
  },
};
