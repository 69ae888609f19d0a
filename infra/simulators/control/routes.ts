import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { SimulatorClock } from '../clock.ts';
import { FaultPlan } from '../core/faults.ts';
import { Account, Customer, PlatformName, Who } from '../core/model.ts';
import { json, type Reply } from '../http/reply.ts';
import { BadRequest, type Call, type Router } from '../http/router.ts';
import { RawPush, Settings, type Twin } from '../twin.ts';
import { mountActs, type Post } from './acts.ts';
import { BurstOptions, type Bursts } from './bursts.ts';
import { mountHistory } from './history.ts';
import { streamChanges } from './stream.ts';
import { accountView, conversationView, ledgerView } from './views.ts';

export type ControlDeps = {
  readonly twins: readonly Twin[];
  readonly bursts: Bursts;
  readonly clock: SimulatorClock;
  /** Empties state folders; twins reset themselves. */
  readonly forget: () => void;
};

const Faulted = FaultPlan.extend({ platform: z.enum(['douyin', 'xiaohongshu', 'both']).default('both') });
const NewCustomer = Customer.partial({ id: true });
/** Without the defaults of `Account`: an absent field keeps its value. */
const AccountChange = z.object({
  name: z.string().min(1).optional(),
  kind: Account.shape.kind.optional(),
  highWeight: z.boolean().optional(),
  banned: z.boolean().optional(),
  autoReplyPolicy: z.boolean().optional(),
});

/** The control API: what tests, benchmarks and the customers' pages do to the twins. See README.md. */
export function mountControl(router: Router, deps: ControlDeps): void {
  const chosen = (call: Call): Twin => {
    const name = PlatformName.safeParse(call.params.platform);
    const twin = deps.twins.find((candidate) => candidate.name === name.data);
    if (!twin) throw new BadRequest('no such platform', 404);
    return twin;
  };
  const get = (path: string, run: (twin: Twin, call: Call) => unknown): void =>
    router.on('GET', `/_control/:platform/${path}`, (call) => json(run(chosen(call), call)));
  const post = <T extends z.ZodType>(
    path: string,
    schema: T,
    run: (twin: Twin, input: z.output<T>, call: Call) => unknown,
  ): void =>
    router.on('POST', `/_control/:platform/${path}`, async (call) => {
      const twin = chosen(call);
      return json((await run(twin, await call.json(schema), call)) ?? { ok: true });
    });

  mountWhole(router, deps);
  mountReading(router, deps, chosen, get);
  mountPeople(post);
  mountActs(post);
  mountHistory(post);
  post('settings', Settings.partial(), (twin, change) => {
    const { webhookUrl = twin.settings.webhookUrl, leadWebhookUrl = twin.settings.leadWebhookUrl, ...rest } = change;
    twin.settings = Settings.parse({ ...twin.settings, ...rest, webhookUrl, leadWebhookUrl });
    return twin.settings;
  });
  post('raw-webhook', RawPush, (twin, request) => twin.rawPush(request));
  post('burst', BurstOptions, (twin, options) => deps.bursts.start(twin, options));
  get('bursts/:id', (_twin, call) => {
    const report = deps.bursts.report(call.params.id ?? '');
    if (!report) throw new BadRequest('no such burst', 404);
    return report;
  });
}

type Get = (path: string, run: (twin: Twin, call: Call) => unknown) => void;
/** What concerns both platforms at once. */
function mountWhole(router: Router, deps: ControlDeps): void {
  const faultReports = (): Reply =>
    json(Object.fromEntries(deps.twins.map((twin) => [twin.name, twin.faults.report()])));
  router.on('GET', '/_control/health', () => json({ ok: true, nowMs: deps.clock.now() }));
  router.on('GET', '/_control/faults', faultReports);
  router.on('POST', '/_control/faults', async (call) => {
    const { platform, ...plan } = await call.json(Faulted);
    for (const twin of deps.twins) if (platform === 'both' || platform === twin.name) twin.faults.plan(plan);
    return faultReports();
  });
  router.on('DELETE', '/_control/faults', () => {
    for (const twin of deps.twins) twin.faults.clear();
    return faultReports();
  });
  router.on('POST', '/_control/reset', () => {
    deps.forget();
    deps.bursts.clear();
    for (const twin of deps.twins) twin.reset();
    return json({ ok: true });
  });
}

const whoOf = (call: Call): Who => {
  const parsed = Who.safeParse(Object.fromEntries(call.url.searchParams));
  if (!parsed.success) throw new BadRequest('accountId and customerId are needed');
  return parsed.data;
};

function mountReading(router: Router, deps: ControlDeps, chosen: (call: Call) => Twin, get: Get): void {
  get('accounts', (twin) => ({
    accounts: [...twin.world.accounts.values()].map((account) => accountView(twin, account)),
  }));
  get('customers', (twin) => ({ customers: [...twin.world.customers.values()] }));
  get('cards', (twin, call) => {
    const accountId = call.url.searchParams.get('accountId');
    return {
      cards: [...twin.world.cards.values()].filter((card) => accountId === null || card.accountId === accountId),
    };
  });
  get('settings', (twin) => twin.settings);
  get('ledger', (twin, call) => ledgerView(twin, call.url.searchParams));
  get('conversation', (twin, call) => conversationView(twin, whoOf(call), deps.clock.now()));
  get('conversations', (twin, call) => {
    const accountId = call.url.searchParams.get('accountId');
    const all = [...twin.world.conversations.values()].filter((c) => accountId === null || c.accountId === accountId);
    return { conversations: all.slice(-200).map((c) => conversationView(twin, c, deps.clock.now(), 1)) };
  });
  router.on('GET', '/_control/:platform/stream', (call) => streamChanges(chosen(call), call));
}

function mountPeople(post: Post): void {
  post('customers', NewCustomer, (twin, input) => {
    const fallback = twin.name === 'douyin' ? randomUUID() : randomUUID().replaceAll('-', '').slice(0, 24);
    const customer = { ...input, id: input.id ?? fallback };
    twin.world.saveCustomer(customer);
    return customer;
  });
  post('accounts', Account, (twin, account) => {
    twin.world.saveAccount(account);
    return accountView(twin, account);
  });
  post('accounts/:id', AccountChange, (twin, change, call) => {
    const account = twin.world.accounts.get(call.params.id ?? '');
    if (!account) throw new BadRequest('no such account', 404);
    const next = Account.parse({ ...account, ...change });
    twin.world.saveAccount(next);
    return accountView(twin, next);
  });
  post('accounts/:id/revoke', z.object({ silent: z.boolean().default(false) }), (twin, { silent }, call) =>
    twin.revoke(call.params.id ?? '', silent),
  );
  post('accounts/:id/expire-token', z.object({}), (twin, _input, call) => twin.expireToken(call.params.id ?? ''));
}
