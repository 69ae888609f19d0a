import type { DatabaseSync } from 'node:sqlite';
import { exportJWK, generateKeyPair } from 'jose';
import type { Adapter } from 'oidc-provider';
import * as z from 'zod';

/** What the identity service keeps: sessions, grants, tokens and its signing key. A restart signs nobody out. */

const Payload = z.record(z.string(), z.unknown());
const Row = z.object({
  payload: z.string().transform((text) => Payload.parse(JSON.parse(text))),
  expires_at_s: z.number().nullable(),
});
const Jwk = z.looseObject({ kid: z.string() });

/** Identity lives in real time, like the service it stands for (see http-api-authorizer.ts). */
const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function createTables(db: DatabaseSync): void {
  db.exec(`CREATE TABLE IF NOT EXISTS identity (model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL,
      expires_at_s INTEGER, grant_id TEXT, uid TEXT, PRIMARY KEY (model, id)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS identity_grant ON identity (grant_id) WHERE grant_id IS NOT NULL;
    CREATE TABLE IF NOT EXISTS identity_keys (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`);
  db.prepare('DELETE FROM identity WHERE expires_at_s < ?').run(nowSeconds());
}

/** The storage oidc-provider asks for, one per kind of object. */
export function createAdapter(db: DatabaseSync): (model: string) => Adapter {
  const sql = {
    upsert: db.prepare('INSERT OR REPLACE INTO identity VALUES (?, ?, ?, ?, ?, ?)'),
    find: db.prepare('SELECT payload, expires_at_s FROM identity WHERE model = ? AND id = ?'),
    byUid: db.prepare('SELECT payload, expires_at_s FROM identity WHERE model = ? AND uid = ?'),
    consume: db.prepare("UPDATE identity SET payload = json_set(payload, '$.consumed', ?) WHERE model = ? AND id = ?"),
    destroy: db.prepare('DELETE FROM identity WHERE model = ? AND id = ?'),
    revoke: db.prepare("DELETE FROM identity WHERE grant_id = ? AND model <> 'Session'"),
  };
  const read = (value: unknown): Record<string, unknown> | undefined => {
    if (value === undefined) return undefined;
    const { payload, expires_at_s } = Row.parse(value);
    return expires_at_s !== null && expires_at_s < nowSeconds() ? undefined : payload;
  };
  return (model) => ({
    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn === undefined ? null : nowSeconds() + expiresIn;
      sql.upsert.run(model, id, JSON.stringify(payload), expiresAt, asText(payload.grantId), asText(payload.uid));
    },
    find: async (id) => read(sql.find.get(model, id)),
    findByUid: async (uid) => read(sql.byUid.get(model, uid)),
    findByUserCode: async () => undefined,
    async consume(id) {
      sql.consume.run(nowSeconds(), model, id);
    },
    async destroy(id) {
      sql.destroy.run(model, id);
    },
    async revokeByGrantId(grantId) {
      sql.revoke.run(grantId);
    },
  });
}

/** The RSA key that signs tokens, made once. */
export async function loadSigningKey(db: DatabaseSync): Promise<Record<string, unknown>> {
  const select = db.prepare("SELECT value FROM identity_keys WHERE name = 'signing'");
  const known = select.get();
  if (known !== undefined) return Jwk.parse(JSON.parse(z.object({ value: z.string() }).parse(known).value));
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'local-1', use: 'sig', alg: 'RS256' };
  db.prepare("INSERT OR IGNORE INTO identity_keys VALUES ('signing', ?)").run(JSON.stringify(jwk));
  return jwk;
}
