import { dispatch } from './dispatch.ts';

/** `npm run histories`: random histories, the gate's engine against an oracle (test/histories). */
await dispatch('test/histories/main.ts', { build: false });
