import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { SimulatorClock } from '../clock.ts';
import type { Store } from '../core/store.ts';
import { PRESET } from '../preset.ts';

/** Lives in milliseconds; an old pair stays good for a short while after a newer one was issued. */
export const LIFE = { codeMs: 600_000, accessMs: 86_399_000, refreshMs: 2_591_999_000, graceMs: 300_000 } as const;

/** The functions an owner ticks on the consent page; their real codes are not public. */
export const SCOPES = { tool: 'three_im_service', leads: 'im_leads_data' } as const;

const Pair = z.object({
  access: z.string(),
  refresh: z.string(),
  accessExpiresAtMs: z.number(),
  refreshExpiresAtMs: z.number(),
  /** Set once a newer pair exists. */
  retiredAtMs: z.number().optional(),
});
type Pair = z.infer<typeof Pair>;

const Grant = z.object({
  enterpriseId: z.string(),
  scopes: z.array(z.string()),
  includesStaff: z.boolean(),
  pairs: z.array(Pair),
  revoked: z.boolean(),
  createdAtMs: z.number(),
});
export type Grant = z.infer<typeof Grant>;

const Binding = z.object({ enterpriseId: z.string(), accountCode: z.string(), staff: z.array(z.string()) });
export type Binding = z.infer<typeof Binding>;

export type Issued = { readonly grant: Grant; readonly pair: Pair };

/** Consents (tokens) and bindings (message routing): two separate rights, as on the platform. */
export interface Grants {
  issueCode(enterpriseId: string, scopes: readonly string[], includesStaff: boolean): string;
  redeem(code: string): Issued | undefined;
  refresh(refreshToken: string): Issued | undefined;
  byAccess(token: string): Grant | undefined;
  grant(enterpriseId: string): Grant | undefined;
  current(enterpriseId: string): Pair | undefined;
  lastConsented(): string | undefined;
  revoke(enterpriseId: string): void;
  expireAccess(enterpriseId: string): void;
  binding(enterpriseId: string): Binding | undefined;
  bind(binding: Binding): void;
  unbind(enterpriseId: string): void;
  addPresets(): void;
  clear(): void;
}

type Code = { enterpriseId: string; scopes: string[]; includesStaff: boolean; expiresAtMs: number };

export function createGrants(store: Store, clock: SimulatorClock): Grants {
  const grants = new Map<string, Grant>();
  const bindings = new Map<string, Binding>();
  const byToken = new Map<string, Grant>();
  const codes = new Map<string, Code>();

  const save = (grant: Grant): void => {
    grants.set(grant.enterpriseId, grant);
    for (const pair of grant.pairs) byToken.set(pair.access, grant);
    store.put('grant', grant.enterpriseId, grant);
  };
  for (const stored of store.load('grant')) save(Grant.parse(stored));
  for (const stored of store.load('binding').map((value) => Binding.parse(value)))
    bindings.set(stored.enterpriseId, stored);

  const isKept = (pair: Pair): boolean =>
    pair.retiredAtMs === undefined || clock.now() < pair.retiredAtMs + LIFE.graceMs;
  const newPair = (access = secret(), refresh = secret()): Pair => ({
    access,
    refresh,
    accessExpiresAtMs: clock.now() + LIFE.accessMs,
    refreshExpiresAtMs: clock.now() + LIFE.refreshMs,
  });
  const addPair = (grant: Grant, pair: Pair): Issued => {
    const older = grant.pairs.filter(isKept).map((old) => ({ ...old, retiredAtMs: old.retiredAtMs ?? clock.now() }));
    const next = { ...grant, pairs: [...older, pair] };
    save(next);
    return { grant: next, pair };
  };

  return {
    issueCode(enterpriseId, scopes, includesStaff) {
      const code = secret();
      codes.set(code, { enterpriseId, scopes: [...scopes], includesStaff, expiresAtMs: clock.now() + LIFE.codeMs });
      return code;
    },
    redeem(code) {
      const found = codes.get(code);
      codes.delete(code);
      if (!found || clock.now() >= found.expiresAtMs) return undefined;
      const { enterpriseId, scopes, includesStaff } = found;
      const older = grants.get(enterpriseId)?.pairs ?? [];
      return addPair(
        { enterpriseId, scopes, includesStaff, pairs: older, revoked: false, createdAtMs: clock.now() },
        newPair(),
      );
    },
    refresh(refreshToken) {
      const grant = [...grants.values()].find((g) => g.pairs.some((pair) => pair.refresh === refreshToken));
      const pair = grant?.pairs.find((candidate) => candidate.refresh === refreshToken);
      if (!grant || !pair || grant.revoked || !isKept(pair) || clock.now() >= pair.refreshExpiresAtMs) return undefined;
      return addPair(grant, newPair());
    },
    byAccess(token) {
      const grant = byToken.get(token);
      const pair = grant?.pairs.find((candidate) => candidate.access === token);
      return grant && pair && isKept(pair) && clock.now() < pair.accessExpiresAtMs ? grant : undefined;
    },
    grant: (enterpriseId) => grants.get(enterpriseId),
    current: (enterpriseId) => grants.get(enterpriseId)?.pairs.at(-1),
    lastConsented: () => [...grants.values()].sort((a, b) => b.createdAtMs - a.createdAtMs)[0]?.enterpriseId,
    revoke(enterpriseId) {
      const grant = grants.get(enterpriseId);
      if (grant) save({ ...grant, revoked: true });
    },
    expireAccess(enterpriseId) {
      const grant = grants.get(enterpriseId);
      if (grant) save({ ...grant, pairs: grant.pairs.map((pair) => ({ ...pair, accessExpiresAtMs: clock.now() })) });
    },
    binding: (enterpriseId) => bindings.get(enterpriseId),
    bind(binding) {
      bindings.set(binding.enterpriseId, binding);
      store.put('binding', binding.enterpriseId, binding);
    },
    unbind(enterpriseId) {
      bindings.delete(enterpriseId);
      store.remove('binding', enterpriseId);
    },
    addPresets() {
      const { enterprise, staff } = PRESET.xiaohongshu;
      if (grants.has(enterprise.id)) return;
      const scopes = [SCOPES.tool, SCOPES.leads];
      const pair = newPair(enterprise.accessToken, enterprise.refreshToken);
      addPair(
        {
          enterpriseId: enterprise.id,
          scopes,
          includesStaff: true,
          pairs: [],
          revoked: false,
          createdAtMs: clock.now(),
        },
        pair,
      );
      this.bind({ enterpriseId: enterprise.id, accountCode: enterprise.accountCode, staff: [staff.id] });
    },
    clear() {
      for (const map of [grants, bindings, byToken, codes]) map.clear();
    },
  };
}

const secret = (): string => randomBytes(16).toString('hex');
