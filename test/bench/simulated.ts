import { createPool } from '../simulation/pool.ts';
import { createReport } from '../simulation/report.ts';
import { runSeed } from '../simulation/run.ts';
import type { World } from '../simulation/world.ts';
import type { Measure } from './report.ts';

/** What only the simulation can tell: how fast it is itself, and what faults add to the bill. */

const SEEDS = 160;
/** Threads load and compile first. */
const WARM_UP = 40;
const CPU_SECONDS_GATE = 10;

/** SPEED18: seeds of the fault simulation a second, on all cores. */
export async function measureSimulation(): Promise<Measure[]> {
  const pool = createPool();
  const jobs = (count: number) => Array.from({ length: count }, (_, at) => ({ seed: at + 1 }));
  try {
    await pool.run(jobs(WARM_UP), () => undefined);
    const before = process.cpuUsage();
    const report = createReport();
    await pool.run(jobs(SEEDS), (result) => report.add(result));
    const { seedsPerSecond, effects, virtualHours, violations } = report.summary();
    const cpu = process.cpuUsage(before);
    return [
      {
        id: 'SPEED18',
        what: 'seeds of the fault simulation a second',
        value: seedsPerSecond,
        unit: '/s',
        gate: { atLeast: 20 },
        moonshot: { atLeast: 100 },
        basis: 'wall',
        also: [
          {
            what: 'seeds a second of one processor',
            value: (SEEDS * 1_000_000) / (cpu.user + cpu.system),
            unit: '/s',
            gate: { atLeast: CPU_SECONDS_GATE },
            moonshot: { atLeast: 50 },
            basis: 'cpu',
          },
        ],
        details: { seeds: SEEDS, effects, virtualHours, violations },
      },
    ];
  } finally {
    await pool.close();
  }
}

const FAULT_SEEDS = 60;
/** Effects of people at the console and of the sweeper, which asks whether anything happened or not: no part of a DM. */
const NOT_COUNTED = /^(api\.|timers\.|console\.|E2[0567]$)/;
interface Bill {
  /** Request units of the table (test/simulation/units.ts). */
  writes: number;
  reads: number;
  requests: number;
  /** Messages that platforms took. */
  accepted: number;
}

/**
 * COST10: what the table's write and read units and all requests grow by under the simulation's faults, for each message that
 * a platform took. Same people, same seeds, once with no fault and once with all.
 */
export async function measureAmplification(): Promise<Measure[]> {
  const [calm, faulty] = [await billOf(new Set()), await billOf(undefined)];
  const grown = (pick: (bill: Bill) => number) => pick(faulty) / faulty.accepted / (pick(calm) / calm.accepted);
  const factors = {
    writes: grown((bill) => bill.writes),
    reads: grown((bill) => bill.reads),
    requests: grown((bill) => bill.requests),
  };
  return [
    {
      id: 'COST10',
      what: 'writes, reads or requests under faults, against none, the worst',
      value: Math.max(...Object.values(factors)),
      unit: '×',
      gate: { atMost: 2 },
      moonshot: { atMost: 1.3 },
      basis: 'count',
      details: { ...factors, calm, faulty, seeds: FAULT_SEEDS },
    },
  ];
}

async function billOf(faults: Parameters<typeof runSeed>[0]['faults']): Promise<Bill> {
  const bill: Bill = { writes: 0, reads: 0, requests: 0, accepted: 0 };
  for (let seed = 1; seed <= FAULT_SEEDS; seed++) await runSeed({ seed, faults, inspect: (world) => add(bill, world) });
  return bill;
}

function add(bill: Bill, { sim, platforms, units }: World): void {
  const { writes, reads } = units.bill();
  bill.writes += writes;
  bill.reads += reads;
  for (const [effect, count] of sim.situations.effects) if (!NOT_COUNTED.test(effect)) bill.requests += count;
  bill.accepted += platforms.accepted.length;
}
