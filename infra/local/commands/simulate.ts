import { dispatch } from './dispatch.ts';

/** `npm run simulate`: seeded faults against the invariants. */
await dispatch('test/simulation/main.ts', { build: false });
