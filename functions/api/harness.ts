import * as z from 'zod';
import { createAccess } from '../../shared/accounts/access.ts';
import { catchUp } from '../../shared/accounts/catch-up.ts';
import { createAccounts } from '../../shared/accounts/facts.ts';
import { createAccountsWorld } from '../../shared/accounts/harness.ts';
import { createAgentStore } from '../../shared/agents/store-agents.ts';
import { returnAllWork } from '../../shared/inbox/return-work.ts';
import { createAssignmentStore } from '../../shared/inbox/store-assignment.ts';
import { createMacroStore } from '../../shared/inbox/store-macros.ts';
import { createNameItems } from '../../shared/live/sender-names.ts';
import { createNoticeStore } from '../../shared/live/store-notices.ts';
import { createMaterialStore } from '../../shared/materials/store-materials.ts';
import type { ApiResult } from '../../shared/runtime/api-handler.ts';
import { createJoiningTable } from '../../shared/runtime/joining-table.ts';
import { createMemoryBoundTable } from '../../shared/runtime/memory-bound-table.ts';
import { createMemoryObjects } from '../../shared/runtime/memory-objects.ts';
import { auditCodes } from '../../shared/tenants/audit-codes.ts';
import { createAuditTrail } from '../../shared/tenants/audit-trail.ts';
import { createCallers, type SignedIn } from '../../shared/tenants/callers.ts';
import { joinTenant } from '../../shared/tenants/invitations.ts';
import { workersOf } from '../../shared/tenants/members.ts';
import { createMemorySignIn } from '../../shared/tenants/memory-sign-in.ts';
import type { Permission, Role } from '../../shared/tenants/model.ts';
import { createSealStore } from '../../shared/tenants/store-audit-seals.ts';
import { createMemberStore } from '../../shared/tenants/store-members.ts';
import { createTenantStore } from '../../shared/tenants/store-tenants.ts';
import { createViewStore } from '../../shared/tenants/store-views.ts';
import { createHandler } from './handler.ts';

/** The API over a table in memory, with two tenants and a member of every role, for tests. */

export const ROLES: readonly Role[] = ['owner', 'supervisor', 'operator', 'finance'];

export interface Ask {
  readonly method?: string;
  readonly path: string;
  /** Subject of the token; absent = no token. */
  readonly as?: string | undefined;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The body as it stands, instead of `body`. */
  readonly raw?: string;
}

const AnswerBody = z.looseObject({ error: z.record(z.string(), z.unknown()).optional() });

/** Only what a test sends and reads of the gateway's event and answer. */
interface Invocable {
  run(event: unknown, context: unknown): Promise<ApiResult>;
}

export async function createApi() {
  const bound = createMemoryBoundTable();
  /** How many writes the process makes before it dies: what a crash leaves behind is what was written by then. */
  const life = { writesLeft: Number.POSITIVE_INFINITY };
  const live = <T>(write: () => Promise<T>): Promise<T> => {
    life.writesLeft -= 1;
    return life.writesLeft < 0 ? Promise.reject(new Error('the process died')) : write();
  };
  const joining = createJoiningTable({
    ...bound.table,
    put: (write) => live(() => bound.table.put(write)),
    putAll: (writes) => live(() => bound.table.putAll(writes)),
    remove: (key, along) => live(() => bound.table.remove(key, along)),
  });
  const deps = createAccountsWorld({ ...bound.table, ...joining.table });
  const { table, clock, ids, log } = deps;
  const members = createMemberStore(table);
  const tenants = createTenantStore(table);
  for (const tenantId of ['t1', 't2']) {
    await tenants.put({ tenantId, name: `公司 ${tenantId}`, timeZone: 'Asia/Shanghai', createdAtMs: 1 });
    for (const role of ROLES) {
      const memberId = `${tenantId}-${role}`;
      await members.put({ tenantId, memberId, role, name: `${role} 的名字`, email: 'x@example.com', createdAtMs: 1 });
    }
  }
  const callers = createCallers({
    members,
    tenants,
    clock,
    join: (member) => joinTenant({ members, clock, ids }, member),
  });
  /** Rights that no role holds for as long as they are in here. */
  const withheld = new Set<Permission>();
  /** Subjects that are applications and no people. */
  const applications = new Set<string>();
  const asHeld = (sub: string, caller: SignedIn | undefined): SignedIn | undefined => {
    const kind = applications.has(sub) ? { kind: 'application' as const } : {};
    return caller && { ...caller, ...kind, permissions: caller.permissions.filter((one) => !withheld.has(one)) };
  };
  const signIn = createMemorySignIn();
  const assignment = createAssignmentStore(table);
  const connections = { list: async () => [] };
  const returnWork = (tenantId: string, memberId: string) =>
    returnAllWork({ table, clock, ids, log, assignment, members, connections }, tenantId, memberId);
  const agents = createAgentStore(table);
  const views = createViewStore(table);
  const macros = createMacroStore(table);
  const objects = createMemoryObjects();
  const materials = createMaterialStore(table);
  const accounts = createAccounts({ ...deps, agentTiming: (tenantId, id) => agents.load(tenantId, id) });
  const handler = createHandler({
    oidcAuthority: 'https://id.example',
    oidcClientId: 'console',
    isDemo: false,
    table,
    clock,
    ids,
    log,
    signingKey: deps.signingKey,
    findCaller: async (sub) => asHeld(sub, await callers.find(sub)),
    findCallerNow: async (sub) => asHeld(sub, await callers.findNow(sub)),
    runAs: bound.runAs,
    audit: createAuditTrail({ audits: deps.audits, joining, clock, ids }),
    auditLog: { page: deps.audits.page, seals: createSealStore(table), codeOf: auditCodes(deps.cipher) },
    accounts: deps.accounts,
    cards: deps.cards,
    glance: deps.accounts,
    agents,
    people: { members, signIn, dropConsoles: async () => undefined, returnWork, clock, ids },
    members,
    assignment,
    macros,
    notices: createNoticeStore(table),
    views,
    materials,
    objects,
    pictures: { objects, files: { get: async () => undefined }, origins: [] },
    usage: { add: async () => undefined, days: async () => new Map() },
    namesOf: async (tenantId) => new Map((await members.list(tenantId)).map((one) => [one.memberId, one.name])),
    nameItems: createNameItems({ clock, memberNames: async () => new Map(), agentName: async () => undefined }),
    conversations: { ...deps, accounts },
    hosting: {
      ...deps,
      access: createAccess(deps),
      catchUp: (account) => catchUp(deps, account),
      workers: async (tenantId) => workersOf(await members.list(tenantId)),
      hasAgent: async (tenantId, id) => (await agents.load(tenantId, id)) !== undefined,
    },
  });

  const api: Invocable = { run: handler };
  const ask = async ({ method = 'GET', path, as, query, body, raw }: Ask) => {
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const event = {
      version: '2.0',
      rawPath: path.startsWith('/healthz') ? path : `/api/v1${path}`,
      headers: { 'Content-Type': 'application/json' },
      ...(query ? { queryStringParameters: query } : {}),
      ...(text === undefined ? {} : { body: text }),
      isBase64Encoded: false,
      requestContext: {
        requestId: 'request-1',
        http: { method },
        ...(as === undefined ? {} : { authorizer: { jwt: { claims: { sub: as } } } }),
      },
    };
    const context = { getRemainingTimeInMillis: () => 10_000 };
    const answer = await api.run(event, context);
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers ?? {},
      body: AnswerBody.parse(JSON.parse(answer.body ?? 'null')),
    };
  };
  return {
    ...deps,
    agents,
    views,
    macros,
    materials,
    objects,
    members,
    signIn,
    ask,
    handler,
    withheld,
    applications,
    life,
  };
}
