import type { Conversation } from '../../shared/conversations/model-items.ts';
import { headRow, parseHead } from '../../shared/conversations/store-head-row.ts';
import type { PlatformClient } from '../../shared/platforms/platform.ts';
import type { Row, RowTable, RowWrite } from '../../shared/runtime/row-table.ts';
import type { Ports } from './functions.ts';
import { type Patch, UNPATCHED } from './patch.ts';
import { sign } from './platform-wire.ts';
import type { FunctionName } from './worker.ts';

/** Planted bugs: each is a mistake that somebody could make, wrapped around the ports of the functions it concerns. */

const withTable = (ports: Ports, change: Partial<RowTable>): Ports => {
  const table = { ...ports.table, ...change };
  return { ...ports, table, gate: { ...ports.gate, table } };
};
const inTable = (
  fns: readonly FunctionName[],
  change: (table: RowTable, ports: Ports) => Partial<RowTable>,
): Patch => ({
  ...UNPATCHED,
  ports: (ports, worker) => (fns.includes(worker.fn) ? withTable(ports, change(ports.table, ports)) : ports),
});
const onSend = (change: (send: PlatformClient['send'], ports: Ports) => PlatformClient['send']): Patch => ({
  ...UNPATCHED,
  ports: (ports) => {
    const { douyin, xiaohongshu } = ports.gate.clients;
    const patched = (client: PlatformClient): PlatformClient => ({
      ...client,
      send: change((request) => client.send(request), ports),
    });
    const clients = { douyin: patched(douyin), xiaohongshu: patched(xiaohongshu) };
    return { ...ports, gate: { ...ports.gate, clients } };
  },
});
/** Rows as read, changed before anybody sees them; with the head of their partition where the read holds it. */
const onRead = (fns: readonly FunctionName[], change: (row: Row, head: Conversation | undefined) => Row): Patch =>
  inTable(fns, (table) => {
    const changed = (rows: readonly Row[]): readonly Row[] => {
      const head = rows.map((row) => parseHead(row)).find((found) => found !== undefined);
      return rows.map((row) => change(row, head));
    };
    return {
      get: async (...given) => {
        const row = await table.get(...given);
        return row && changed([row])[0];
      },
      query: async (query) => {
        const page = await table.query(query);
        return { ...page, rows: changed(page.rows) };
      },
    };
  });
const onWrite = (fns: readonly FunctionName[], change: (write: RowWrite) => RowWrite): Patch =>
  inTable(fns, (table) => ({
    put: (write) => table.put(change(write)),
    putAll: (writes) => table.putAll(writes.map(change)),
  }));

const is = (row: Row, entity: string): boolean => row.__edb_e__ === entity;
const asHead = (row: Row, change: (head: Conversation) => Conversation): Row => {
  const head = parseHead(row);
  return head ? headRow(change(head)) : row;
};
const unconditional =
  (entity: string) =>
  (write: RowWrite): RowWrite =>
    is(write.row, entity) ? { row: write.row } : write;
const fromAgent = (row: Row): boolean => is(row, 'message') && row.sn === 'agent';
let names = 0;
const strangers = new Map<string, readonly Row[]>();

export const PLANTED: Readonly<Record<string, Patch>> = {
  'sends before the time that was chosen': onRead(['sender'], (row) =>
    is(row, 'message') && typeof row.sa === 'number' ? { ...row, sa: row.sa - 600_000 } : row,
  ),
  'wakes what is snoozed too early': onRead(['timers'], (row) =>
    asHead(row, (head) =>
      head.snoozedUntilMs === undefined ? head : { ...head, snoozedUntilMs: head.snoozedUntilMs - 600_000 },
    ),
  ),
  'forgets which slots were taken': onRead(['sender'], (row) => (is(row, 'pace') ? { ...row, t: 0 } : row)),
  'renews without a lease': onWrite(['sender', 'timers'], unconditional('authorization')),
  'believes that tokens never die': onRead(['sender', 'timers'], (row) =>
    is(row, 'authorization') ? { ...row, accessExpiresAtMs: 9_999_999_999_999 } : row,
  ),
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
  'claims without a condition': onWrite(['sender'], unconditional('conversation')),
  'applies events without a condition': onWrite(['conversation'], unconditional('conversation')),
  'settles a row whatever became of it': onWrite(['sender'], unconditional('message')),
  'sends again after a reset': onSend((send) => async (request) => {
    const first = await send(request);
    return first.kind === 'unknown' ? send(request) : first;
  }),
  'calls an unknown outcome a failure': onSend((send) => async (request) => {
    const outcome = await send(request);
    return outcome.kind === 'unknown' ? { kind: 'failed', class: 'rejected', code: outcome.code } : outcome;
  }),
  'gives the right back after an unknown outcome and tries again': onSend((send) => async (request) => {
    const outcome = await send(request);
    return outcome.kind === 'unknown' ? { kind: 'failed', class: 'throttled', code: outcome.code } : outcome;
  }),
  'calls a message sent before the platform answered': onSend((send) => async (request) => {
    send(request).catch(() => undefined);
    return { kind: 'sent', platformMessageId: `early${++names}` };
  }),
  'checks takeover before the model call only': onRead(['sender'], (row, head) =>
    fromAgent(row) && head ? { ...row, ep: head.epoch } : row,
  ),
  'sends answers to an older burst': onRead(['sender'], (row, head) =>
    fromAgent(row) && head?.burstKey !== undefined ? { ...row, bk: head.burstKey } : row,
  ),
  'forgets what is in flight and what left': onRead(['sender'], (row) =>
    asHead(row, ({ inFlight: _, ...head }) => ({ ...head, recent: [] })),
  ),
  'takes over without raising the epoch': onWrite(['api'], (write) => ({
    ...write,
    row: asHead(write.row, (head) => ({ ...head, epoch: Math.max(0, head.epoch - 1) })),
  })),
  'forgets earlier entries': onRead(['conversation'], (row) =>
    asHead(row, (head) => ({ ...head, facts: { ...head.facts, entries: [] } })),
  ),
  'grants first contact again and again': onRead(['sender', 'conversation'], (row) =>
    asHead(row, (head) => ({ ...head, facts: { ...head.facts, beforeSpeech: [], firstSentAtMs: undefined } })),
  ),
  'looks at a clock that is twenty seconds slow': {
    ...UNPATCHED,
    ports: (ports) => {
      const clock = { now: () => ports.clock.now() - 20_000 };
      return { ...ports, clock, gate: { ...ports.gate, clock } };
    },
  },
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
  'sends in the reverse order': inTable(['sender'], (table) => ({
    query: async (query) => {
      const page = await table.query(query);
      return { ...page, rows: [...page.rows].reverse() };
    },
  })),
  'never lets a held message expire': onRead(['sender'], (row) =>
    is(row, 'message') ? { ...row, dl: 9_999_999_999_999 } : row,
  ),
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
    ports: (ports) => ({ ...ports, cipher: { ...ports.cipher, seal: async (_, text) => text } }),
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
  'settles no row': inTable(['sender'], (table) => ({
    put: async (write) => (is(write.row, 'message') ? true : table.put(write)),
  })),
  'decides on rows that may be old': inTable(['sender', 'api'], (table) => ({
    get: (key) => table.get(key),
    query: (query) => table.query({ ...query, consistent: false }),
    put: (write) => table.put({ row: write.row }),
  })),
  'looks at the clock once': {
    ...UNPATCHED,
    ports: (ports) => {
      let [known, readAtMs] = [0, Number.NEGATIVE_INFINITY];
      const clock = {
        now: () => {
          const nowMs = ports.clock.now();
          if (nowMs - readAtMs > 60_000) [known, readAtMs] = [nowMs, nowMs];
          return known;
        },
      };
      return { ...ports, clock, gate: { ...ports.gate, clock } };
    },
  },
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
  'calls a message recalled before the platform answered': {
    ...UNPATCHED,
    ports: (ports) => {
      const { douyin, xiaohongshu } = ports.gate.clients;
      const hasty = (client: PlatformClient): PlatformClient => ({
        ...client,
        recall: async () => ({ kind: 'recalled' }),
      });
      return { ...ports, gate: { ...ports.gate, clients: { douyin: hasty(douyin), xiaohongshu: hasty(xiaohongshu) } } };
    },
  },
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
