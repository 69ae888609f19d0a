import type { Faults } from '../core/faults.ts';
import type { Ledger } from '../core/ledger.ts';
import type { World } from '../core/world.ts';
import type { SimulatorEnv } from '../credentials.ts';
import type { Sealer } from './cipher.ts';
import type { Events } from './events.ts';
import type { Grants } from './grants.ts';
import type { FetchedMedia } from './media.ts';

/** What the gateway's calls work on. */
export type ApiDeps = {
  readonly env: SimulatorEnv;
  readonly world: World;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly grants: Grants;
  readonly events: Events;
  readonly sealer: Sealer;
  readonly media: FetchedMedia;
  readonly origin: () => string;
  readonly now: () => number;
};
