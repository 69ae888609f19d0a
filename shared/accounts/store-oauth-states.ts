// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB's own template syntax
import { Entity } from 'electrodb';
import { applied } from '../runtime/conditional-write.ts';
import type { TableClient } from '../runtime/table-client.ts';

const oauthStateEntity = (table: TableClient) =>
  new Entity(
    {
      model: { entity: 'oauthState', version: '1', service: 'miaohong' },
      attributes: {
        hash: { type: 'string', required: true },
        ttl: { type: 'number', required: true },
      },
      indexes: {
        main: {
          pk: { field: 'pk', composite: ['hash'], template: 'd#state#${hash}', casing: 'none' },
          sk: { field: 'sk', composite: [], template: 'd', casing: 'none' },
        },
      },
    },
    table,
  );

export interface OAuthStateStore {
  /** Remembers that a state was handed out. `expiresAtMs` only tells the table when to forget. */
  put(hash: string, expiresAtMs: number): Promise<void>;
  /** Uses a state up: true once, false for every repeat (A2). */
  consume(hash: string): Promise<boolean>;
}

/** One-time marks of OAuth states. What a state says is signed into it; here is only that it is unused. */
export function createOAuthStateStore(table: TableClient): OAuthStateStore {
  const states = oauthStateEntity(table);
  return {
    async put(hash, expiresAtMs) {
      await states.put({ hash, ttl: Math.ceil(expiresAtMs / 1000) }).go();
    },
    async consume(hash) {
      return applied(
        states
          .delete({ hash })
          .where((attributes, { exists }) => exists(attributes.hash))
          .go(),
      );
    },
  };
}
