import type { Conversation } from '../../shared/conversations/model-head.ts';
import type { PlatformClient } from '../../shared/platforms/platform.ts';
import { type Patch, UNPATCHED } from './patch.ts';
import { asHead, both, inTable, is, onRead, onSend, onWrite, unconditional } from './planted-tools.ts';

/** Mistakes about what leaves: claims, windows, clocks, outcomes, times that people chose, paces, tokens. */

let names = 0;

const lookedAtEarlier = (head: Conversation, byMs: number): Conversation =>
  head.snoozedUntilMs !== undefined && head.workAtMs !== undefined ? { ...head, workAtMs: head.workAtMs - byMs } : head;

export const PLANTED_SENDING: Readonly<Record<string, Patch>> = {
  'forgets what a touch has spent': onRead(['sender', 'api'], (row) =>
    asHead(row, (head) =>
      head.facts.consent ? { ...head, facts: { ...head.facts, consent: { ...head.facts.consent, spent: 0 } } } : head,
    ),
  ),
  'believes that a consent never ends': onRead(['sender', 'api'], (row) =>
    asHead(row, (head) => {
      const { untilMs: _, ...consent } = head.facts.consent ?? { atMs: 0, spent: 0 };
      return head.facts.consent ? { ...head, facts: { ...head.facts, consent } } : head;
    }),
  ),
  'forgets which comments were answered': onRead(['sender', 'api'], (row) =>
    asHead(row, (head) => {
      const comments = head.facts.comments?.map(({ id, atMs }) => ({ id, atMs }));
      return comments ? { ...head, facts: { ...head.facts, comments } } : head;
    }),
  ),
  'answers comments for accounts that spend too little': {
    ...UNPATCHED,
    ports: (ports) => {
      const rich = async (...named: Parameters<typeof ports.accounts.load>) => {
        const account = await ports.gate.accounts.load(...named);
        return account && { ...account, adSpend30dYuan: 9_000 };
      };
      return { ...ports, gate: { ...ports.gate, accounts: { ...ports.gate.accounts, load: rich } } };
    },
  },
  'sends what is for later whenever it looks': onRead(['sender'], (row) =>
    is(row, 'message') && typeof row.sa === 'number' ? { ...row, sa: row.sa - 1_140_000 } : row,
  ),
  'wakes what is snoozed too early': both(
    onWrite(['api'], (write) => ({ ...write, row: asHead(write.row, (head) => lookedAtEarlier(head, 600_000)) })),
    onRead(['timers'], (row) =>
      asHead(row, (head) =>
        head.snoozedUntilMs === undefined ? head : { ...head, snoozedUntilMs: head.snoozedUntilMs - 600_000 },
      ),
    ),
  ),
  'forgets which slots were taken': onRead(['sender'], (row) => (is(row, 'pace') ? { ...row, t: 0 } : row)),
  'renews without a lease': both(
    onWrite(['sender', 'timers'], unconditional('authorization')),
    onRead(['sender', 'timers'], ({ leaseUntilMs, ...row }) =>
      is(row, 'authorization') ? row : { ...row, leaseUntilMs },
    ),
  ),
  'believes that tokens never die': onRead(['sender', 'timers'], (row) =>
    is(row, 'authorization') ? { ...row, accessExpiresAtMs: 9_999_999_999_999, refreshAtMs: 9_999_999_999_999 } : row,
  ),
  'claims without a condition': onWrite(['sender'], unconditional('conversation')),
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
  'forgets what is in flight and what left': onRead(['sender'], (row) =>
    asHead(row, ({ inFlight: _, ...head }) => ({ ...head, recent: [] })),
  ),
  'forgets earlier entries': onRead(['conversation'], (row) =>
    asHead(row, (head) => ({ ...head, facts: { ...head.facts, entries: [] } })),
  ),
  'grants first contact again and again': onRead(['sender', 'conversation'], (row) =>
    asHead(row, (head) => ({ ...head, facts: { ...head.facts, beforeSpeech: [], firstSentAtMs: undefined } })),
  ),
  'looks at a clock that is twenty seconds slow': {
    ...UNPATCHED,
    ports: (ports) => {
      const clock = { ...ports.clock, now: () => ports.clock.now() - 20_000 };
      return { ...ports, clock, gate: { ...ports.gate, clock } };
    },
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
        ...ports.clock,
        now: () => {
          const nowMs = ports.clock.now();
          if (nowMs - readAtMs > 60_000) [known, readAtMs] = [nowMs, nowMs];
          return known;
        },
      };
      return { ...ports, clock, gate: { ...ports.gate, clock } };
    },
  },
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
};
