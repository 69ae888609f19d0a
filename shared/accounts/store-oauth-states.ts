import { entityMarks } from '../runtime/entity-marks.ts';
import type { RowTable } from '../runtime/row-table.ts';

export interface OAuthStateStore {
  /** Remembers that a state was handed out. `expiresAtMs` only tells the table when to forget. */
  put(hash: string, expiresAtMs: number): Promise<void>;
  /** Uses a state up: true once, false for every repeat (A2). */
  consume(hash: string, expiresAtMs: number): Promise<boolean>;
}

const rowOf = (hash: string, state: 'open' | 'used', expiresAtMs: number) => ({
  pk: `d#state#${hash}`,
  sk: 'd',
  ...entityMarks('oauthState'),
  state,
  ttl: Math.ceil(expiresAtMs / 1000),
});

/** One-time marks of OAuth states. What a state says is signed into it; here is only whether it was used. */
export function createOAuthStateStore(table: RowTable): OAuthStateStore {
  return {
    async put(hash, expiresAtMs) {
      await table.put({ row: rowOf(hash, 'open', expiresAtMs), condition: { kind: 'absent' } });
    },
    consume: (hash, expiresAtMs) =>
      table.put({
        row: rowOf(hash, 'used', expiresAtMs),
        condition: { kind: 'one-of', attribute: 'state', values: ['open'] },
      }),
  };
}
