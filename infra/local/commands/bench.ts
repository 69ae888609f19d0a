import { dispatch } from './dispatch.ts';

/** `npm run bench`: the figures of the goals, each against its gate. */
await dispatch('test/bench/main.ts', { build: true });
