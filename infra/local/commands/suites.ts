import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { type RunOptions, root, run } from './process.ts';

/** The suites of `npm test`, each answering how many of its checks passed and failed. */

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

export interface Suite {
  readonly name: string;
  run(): Promise<Count>;
}

const Vitest = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const Playwright = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

const reportPath = (name: string): string => join(root, 'test-results', `${name}.json`);

function readReport<T extends z.ZodType>(name: string, schema: T): z.output<T> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(reportPath(name), 'utf8')));
  } catch {
    return undefined;
  }
}

/** A program that fails without naming a failed test still counts as one failure. */
const honest = (count: Count, ok: boolean): Count => (ok || count.failed > 0 ? count : { ...count, failed: 1 });

/** A check that passes or fails as a whole; its output is shown only when it fails, or by `inherit` as it comes. */
export function check(name: string, program: string, args: readonly string[], options: RunOptions = {}): Suite {
  return {
    name,
    async run() {
      const result = await run(program, args, { output: 'collect', ...options });
      if (!result.ok) console.log(result.output.trim());
      return result.ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

export function vitest(project: string): Suite {
  return {
    name: project,
    async run() {
      rmSync(reportPath(project), { force: true });
      mkdirSync(dirname(reportPath(project)), { recursive: true });
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${reportPath(project)}`];
      const { ok } = await run('vitest', ['run', '--project', project, ...reporters]);
      const report = readReport(project, Vitest);
      return honest({ passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 }, ok);
    },
  };
}

/** Playwright's reporters and report file are named in playwright.config.ts. A test that needed a second try failed. */
export function playwright(chromium: string): Suite {
  return {
    name: 'end to end',
    async run() {
      rmSync(reportPath('e2e'), { force: true });
      const { ok } = await run('playwright', ['test', '--project', 'e2e'], { env: { CHROMIUM_PATH: chromium } });
      const stats = readReport('e2e', Playwright)?.stats;
      return honest({ passed: stats?.expected ?? 0, failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) }, ok);
    },
  };
}

export const exists = (pattern: string): boolean => globSync(pattern, { cwd: root }).length > 0;
export const isFile = (path: string): boolean => existsSync(join(root, path));

/** Runs suites one after the other and prints one line for each. */
export async function runSuites(suites: readonly Suite[]): Promise<Count> {
  let total: Count = { passed: 0, failed: 0 };
  for (const suite of suites) {
    const startedMs = performance.now();
    const count = await suite.run();
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(
      `${count.failed === 0 ? '✓' : '✗'} ${suite.name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`,
    );
    total = { passed: total.passed + count.passed, failed: total.failed + count.failed };
  }
  return total;
}
