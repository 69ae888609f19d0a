import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRowTable } from '../runtime/memory-row-table.ts';
import type { Row } from '../runtime/row-table.ts';
import { sealAudit, verifyAudit } from './seal-audit.ts';
import { auditWrite } from './store-audit.ts';
import { createSealStore } from './store-audit-seals.ts';

const START_MS = Date.UTC(2026, 2, 30);
const HOUR_MS = 3_600_000;
const LATER_MS = 10 * 60_000;

function setUp() {
  const table = createMemoryRowTable();
  const world = { nowMs: START_MS, logged: [] as string[] };
  const note = (event: string) => void world.logged.push(event);
  const deps = {
    seals: createSealStore(table),
    // As keyed as a test needs: nobody who only sees rows can make it.
    codeOf: async (tenantId: string, text: string) => `${tenantId}|secret|${text.length}|${text}`,
    clock: { now: () => world.nowMs },
    log: { debug: note, info: note, warn: note, error: note },
  };
  let made = 0;
  const happen = (atMs: number, more: object = {}) => {
    made += 1;
    const entry = { tenantId: 't1', auditId: `a${made}`, atMs, actorId: 'm1', action: 'x.changed', subjectId: 's1' };
    return table.put(auditWrite({ ...entry, ...more }));
  };
  return { table, world, deps, happen };
}

/** Things that happen over three days, across the end of a month, sealed after each batch. */
const batches = fc.array(fc.array(fc.integer({ min: 0, max: 71 }), { maxLength: 6 }), { minLength: 1, maxLength: 5 });

async function play(hours: readonly (readonly number[])[]) {
  const world = setUp();
  // Time goes on: each batch happens after the one before.
  const sorted = [...hours].map((batch) => [...batch].sort((a, b) => a - b)).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  let offset = 0;
  for (const batch of sorted) {
    for (const hour of batch) {
      offset = Math.max(offset + 1, hour * HOUR_MS);
      await world.happen(START_MS + offset);
    }
    world.world.nowMs = START_MS + offset + LATER_MS;
    offset += 2 * LATER_MS;
    await sealAudit(world.deps, 't1');
  }
  return world;
}

const MONTHS = ['202603', '202604'];
const verdicts = async (deps: ReturnType<typeof setUp>['deps']) =>
  Promise.all(MONTHS.map((month) => verifyAudit(deps, 't1', month)));

test('SEC31: what nobody touched verifies, and every entry is under exactly one seal', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (hours) => {
      const { deps } = await play(hours);
      const found = await verdicts(deps);
      expect(found.every(({ isIntact }) => isIntact)).toBe(true);
      expect(found.reduce((sum, one) => sum + one.sealed, 0)).toBe(hours.flat().length);
      expect(found.every(({ pending }) => pending === 0)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

type Tampering = (rows: readonly Row[], pick: number) => { change?: Row; remove?: Row } | undefined;
const isEntry = (row: Row): boolean => row.sk.startsWith('x#');
const isSeal = (row: Row): boolean => row.sk.startsWith('z#');
const picked = (rows: readonly Row[], is: (row: Row) => boolean, pick: number): Row | undefined => {
  const some = rows.filter(is);
  return some[pick % some.length];
};
const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  'an actor replaced': (rows, pick) => {
    const row = picked(rows, isEntry, pick);
    return row && { change: { ...row, actorId: 'somebody-else' } };
  },
  'an entry taken out': (rows, pick) => {
    const row = picked(rows, isEntry, pick);
    return row && { remove: row };
  },
  'an entry slipped in behind a seal': (rows, pick) => {
    const row = picked(rows, isEntry, pick);
    return row && { change: { ...row, sk: `${row.sk}0`, auditId: `${String(row.auditId)}0` } };
  },
  'a count corrected': (rows, pick) => {
    const row = picked(rows, isSeal, pick);
    return row && { change: { ...row, count: Number(row.count) + 1 } };
  },
  'a seal taken out': (rows, pick) => {
    const row = picked(rows, isSeal, pick);
    return row && { remove: row };
  },
};

test.each(Object.entries(TAMPERINGS))('SEC31: %s is found', async (_, tamper) => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(50), async (hours, pick) => {
      fc.pre(hours.flat().length > 0);
      const { deps, table } = await play(hours);
      const tampering = tamper(table.all(), pick);
      if (!tampering) return;
      if (tampering.remove) await table.remove(tampering.remove);
      if (tampering.change) await table.put({ row: tampering.change });
      const found = await verdicts(deps);
      expect(found.every(({ isIntact }) => isIntact)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('SEC31: what is on its way is left for the next seal, and waits visibly', async () => {
  const { deps, happen, world } = setUp();
  await happen(START_MS);
  await happen(START_MS + 11 * 60_000);
  world.nowMs = START_MS + 12 * 60_000;
  expect(await sealAudit(deps, 't1')).toBe(1);
  expect(await verifyAudit(deps, 't1', '202603')).toEqual({ isIntact: true, sealed: 1, pending: 1 });
  expect(await sealAudit(deps, 't1')).toBe(0);
  expect(world.logged).toEqual(['audit.sealed']);
});

test('SEC31: two sealers at once make one chain', async () => {
  const { deps, happen, world, table } = setUp();
  await happen(START_MS);
  world.nowMs = START_MS + LATER_MS;
  await Promise.all([sealAudit(deps, 't1'), sealAudit(deps, 't1')]);
  expect(table.all().filter(isSeal)).toHaveLength(1);
  expect((await verifyAudit(deps, 't1', '202603')).isIntact).toBe(true);
});
