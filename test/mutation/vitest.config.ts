import { defineConfig } from 'vitest/config';

/** The tests that hold the engine: what mutants of it must not survive. Long searches are cut short. */
export default defineConfig({
  test: {
    include: ['shared/conversations/**/*.test.ts'],
    exclude: [
      'shared/conversations/{gate-pass,concurrency,crashes,interleavings.property,inbox,views,triage,reactions,intake,store-events}.test.ts',
      '**/node_modules/**',
    ],
    env: { ORACLE_HISTORIES: '1500' },
    testTimeout: 30_000,
    // A mutant lives in one file and its tests share nothing: one process for all saves most of the time.
    isolate: false,
    pool: 'threads',
  },
});
