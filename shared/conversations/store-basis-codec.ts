import * as z from 'zod';
import type { Basis, GateFacts } from './model-rules.ts';
import { decodeFacts, encodeFacts, StoredFacts } from './store-facts-codec.ts';

/** What a decision rests on, as a message's row stores it: facts, standing of the account, what stood in the way. */
export const StoredBasis = z.object({
  f: StoredFacts,
  /** Kind, weight, spend and mutual follow. */
  s: z.tuple([z.enum(['e', 's']), z.literal([0, 1]), z.number(), z.literal([0, 1])]).optional(),
  g: z
    .object({
      e: z.number().optional(),
      b: z.string().optional(),
      a: z.enum(['gone', 'unhosted', 'needs-authorization', 'awaiting-binding']).optional(),
      o: z
        .enum([
          'order.behind-held',
          'account.barred',
          'account.needs-authorization',
          'window.no-reference',
          'message.cancelled',
        ])
        .optional(),
    })
    .optional(),
});
type StoredBasis = z.infer<typeof StoredBasis>;

export const encodeBasis = ({ facts, standing, gate }: Basis): StoredBasis => ({
  f: encodeFacts(facts),
  s: standing && [
    standing.kind === 'enterprise' ? 'e' : 's',
    standing.highWeight ? 1 : 0,
    standing.adSpend30dYuan,
    standing.mutualFollow ? 1 : 0,
  ],
  g: gate && { e: gate.epoch, b: gate.burstKey, a: gate.account, o: gate.obstacle },
});

export const decodeBasis = ({ f, s, g }: StoredBasis): Basis => ({
  facts: decodeFacts(f),
  ...(s ? { standing: decodeStanding(s) } : {}),
  ...(g ? { gate: decodeGate(g) } : {}),
});

const decodeStanding = ([kind, weight, adSpend30dYuan, mutual]: NonNullable<StoredBasis['s']>) => ({
  kind: kind === 'e' ? ('enterprise' as const) : ('staff' as const),
  highWeight: weight === 1,
  adSpend30dYuan,
  mutualFollow: mutual === 1,
});

const decodeGate = ({ e, b, a, o }: NonNullable<StoredBasis['g']>): GateFacts => ({
  ...(e === undefined ? {} : { epoch: e }),
  ...(b === undefined ? {} : { burstKey: b }),
  ...(a === undefined ? {} : { account: a }),
  ...(o === undefined ? {} : { obstacle: o }),
});
