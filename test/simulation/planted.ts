import type { Conversation } from '../../shared/conversations/model-items.ts';
import { headRow, parseHead } from '../../shared/conversations/store-head-row.ts';
import type { PlatformClient } from '../../shared/platforms/platform.ts';
import type { Row, RowTable, RowWrite } from '../../shared/runtime/row-table.ts';
import type { Ports } from './functions.ts';
import { type Patch, UNPATCHED } from './patch.ts';
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

export const PLANTED: Readonly<Record<string, Patch>> = {
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
  'logs the body': {
    ...UNPATCHED,
    handler: (handle, worker, ports) => async (event) => {
      if (worker.fn === 'webhooks') ports.log.info('webhook.accepted', { reason: JSON.stringify(event) });
      return handle(event);
    },
  },
};
