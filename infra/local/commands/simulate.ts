import { dispatch } from './dispatch.ts';

/** `npm run simulate`: seeded faults against the invariants; with `--processes N` the same on real processes. */
if (process.argv.includes('--processes')) await dispatch('test/processes/main.ts', { build: true });
await dispatch('test/simulation/main.ts', { build: false });
