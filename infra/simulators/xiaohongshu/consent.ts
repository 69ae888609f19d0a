import * as z from 'zod';
import type { Account } from '../core/model.ts';
import type { World } from '../core/world.ts';
import type { SimulatorEnv } from '../credentials.ts';
import { consentPage, hidden } from '../http/consent-page.ts';
import { html, type Reply, redirect, safe } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import type { Sealer } from './cipher.ts';
import type { Events } from './events.ts';
import { type Grants, SCOPES } from './grants.ts';

export type ConsentDeps = {
  readonly env: SimulatorEnv;
  readonly world: World;
  readonly grants: Grants;
  readonly events: Events;
  readonly sealer: Sealer;
  readonly now: () => number;
  /** The tool's own site, for the way back. */
  readonly toolOrigin: () => string;
};

const page = (title: string, body: string, status = 200): Reply =>
  html(consentPage('xiaohongshu', title, body), status);
const refused = (why: string): Reply => page('无法继续', `<h1>无法继续</h1><p role="alert">${safe(why)}</p>`, 400);

/** Step 1 (consent with tokens) and step 2 (binding in 聚光): two pages of two systems, as on the platform. */
export function mountConsent(router: Router, base: string, deps: ConsentDeps): void {
  router.on('GET', `${base}/auth`, ({ url }) => {
    const wrong = mistake(deps.env, url.searchParams);
    return wrong ? refused(wrong) : consent(base, deps.world, url.searchParams);
  });
  router.on('POST', `${base}/auth/decide`, async (call) => decide(deps, await call.form()));
  router.on('GET', `${base}/api/leona/three/im/account/add`, ({ url }) => bindPage(base, deps, url.searchParams));
  router.on('POST', `${base}/jg/bind`, async (call) => bind(base, deps, await call.form()));
  router.on('GET', `${base}/jg/three-im`, ({ url }) => manage(base, deps, url.searchParams.get('account') ?? ''));
  router.on('POST', `${base}/jg/staff`, async (call) => changeStaff(base, deps, await call.form()));
  router.on('POST', `${base}/jg/unbind`, async (call) => {
    const id = (await call.form()).get('account') ?? '';
    unbind(deps, id);
    return redirect(`${base}/jg/three-im?account=${encodeURIComponent(id)}`);
  });
}

/** Ends the routing of an enterprise and all its staff, and tells the tool. */
export function unbind(deps: Pick<ConsentDeps, 'grants' | 'events'>, enterpriseId: string): void {
  const binding = deps.grants.binding(enterpriseId);
  if (!binding) return;
  deps.grants.unbind(enterpriseId);
  void deps.events.unbound(binding);
}

function mistake(env: SimulatorEnv, query: URLSearchParams): string | undefined {
  if (query.get('appId') !== String(env.XIAOHONGSHU_APP_ID)) return 'appId 不存在';
  const target = query.get('redirectUri') ?? '';
  return /^https?:\/\//.test(target) && URL.canParse(target) ? undefined : 'redirectUri 不合法';
}

const enterprises = (world: World): Account[] =>
  [...world.accounts.values()].filter(({ kind }) => kind === 'enterprise');
const staffOf = (world: World, enterpriseId: string): Account[] =>
  [...world.accounts.values()].filter((account) => account.enterpriseId === enterpriseId);

function choices(accounts: readonly Account[], chosen: string | undefined): string {
  const first = chosen ?? accounts[0]?.id;
  return accounts
    .map(
      ({ id, name, subject }) =>
        `<label class="choice"><input type="radio" name="account" value="${safe(id)}"${id === first ? ' checked' : ''}>
      <span class="avatar" aria-hidden="true">${safe(name.slice(0, 1))}</span>
      <span>${safe(name)}<small>企业号 · ${safe(subject)}</small></span></label>`,
    )
    .join('');
}

function consent(base: string, world: World, query: URLSearchParams): Reply {
  return page(
    '小红书授权',
    `<h1>授权给客服工具</h1>
    <form method="post" action="${base}/auth/decide">${hidden(query, ['appId', 'redirectUri', 'state'])}
    <fieldset><legend>选择企业号</legend>${choices(enterprises(world), undefined)}</fieldset>
    <fieldset><legend>授权范围</legend>
      <label class="line"><input type="radio" name="range" value="staff" checked> 企业号及绑定的员工号</label>
      <label class="line"><input type="radio" name="range" value="own"> 仅企业号</label></fieldset>
    <fieldset><legend>授权功能</legend>
      <label class="line"><input type="checkbox" name="scope" value="${SCOPES.tool}" checked> 三方工具服务</label>
      <label class="line"><input type="checkbox" name="scope" value="${SCOPES.leads}" checked> 私信留资数据</label></fieldset>
    <div class="actions"><button name="decision" value="refuse">拒绝</button>
    <button class="primary" name="decision" value="agree">同意授权</button></div></form>
    <p class="quiet">这是本机模拟的小红书，不会连接真实平台。</p>`,
  );
}

function decide(deps: ConsentDeps, form: URLSearchParams): Reply {
  const wrong = mistake(deps.env, form);
  const account = deps.world.accounts.get(form.get('account') ?? '');
  if (wrong) return refused(wrong);
  const back = new URL(form.get('redirectUri') ?? '');
  if (form.get('decision') === 'agree' && account?.kind === 'enterprise') {
    const code = deps.grants.issueCode(account.id, form.getAll('scope'), form.get('range') === 'staff');
    back.searchParams.set('auth_code', code);
  }
  const state = form.get('state');
  if (state !== null) back.searchParams.set('state', state);
  return redirect(back.href);
}

/** What a bind token must hold; `exp` (milliseconds) is honoured where the tool put one in. */
const BindToken = z.object({ account_code: z.string().min(1), exp: z.number().optional() });

function readToken(deps: ConsentDeps, query: URLSearchParams): z.infer<typeof BindToken> | string {
  if (query.get('appId') !== String(deps.env.XIAOHONGSHU_APP_ID)) return 'appId 不存在';
  const parsed = BindToken.safeParse(deps.sealer.open(query.get('token') ?? ''));
  if (!parsed.success) return '绑定凭证无法解开，请回到客服工具重新发起';
  return parsed.data.exp !== undefined && parsed.data.exp < deps.now() ? '绑定凭证已过期，请重新发起' : parsed.data;
}

function bindPage(base: string, deps: ConsentDeps, query: URLSearchParams): Reply {
  const token = readToken(deps, query);
  if (typeof token === 'string') return refused(token);
  return page(
    '绑定客服工具',
    `<h1>聚光 · 三方客服管理</h1><p>把私信接入客服工具，之后消息会推送给它。</p>
    <form method="post" action="${base}/jg/bind">${hidden(query, ['appId', 'token'])}
    <fieldset><legend>选择企业号</legend>${choices(enterprises(deps.world), deps.grants.lastConsented())}</fieldset>
    <div class="actions"><button class="primary">确认绑定</button></div></form>`,
  );
}

function bind(base: string, deps: ConsentDeps, form: URLSearchParams): Reply {
  const token = readToken(deps, form);
  const id = form.get('account') ?? '';
  if (typeof token === 'string') return refused(token);
  if (deps.world.accounts.get(id)?.kind !== 'enterprise') return refused('请选择企业号');
  const staff = deps.grants.binding(id)?.staff ?? [];
  const binding = { enterpriseId: id, accountCode: token.account_code, staff };
  deps.grants.bind(binding);
  void deps.events.bound(binding, form.get('token') ?? '');
  return redirect(`${base}/jg/three-im?account=${encodeURIComponent(id)}`);
}

function manage(base: string, deps: ConsentDeps, enterpriseId: string): Reply {
  const account = deps.world.accounts.get(enterpriseId) ?? enterprises(deps.world)[0];
  const binding = deps.grants.binding(account?.id ?? '');
  const others = enterprises(deps.world).map(
    ({ id, name }) =>
      `<a href="?account=${encodeURIComponent(id)}"${id === account?.id ? ' aria-current="page"' : ''}>${safe(name)}</a>`,
  );
  const tabs = `<nav class="tabs" aria-label="企业号">${others.join('')}</nav>`;
  if (!account || !binding) {
    return page('三方客服管理', `<h1>三方客服管理</h1>${tabs}<p>还没有绑定客服工具。请在客服工具里发起绑定。</p>`);
  }
  const id = safe(account.id);
  const boxes = staffOf(deps.world, account.id).map(
    (staff) =>
      `<label class="line"><input type="checkbox" name="staff" value="${safe(staff.id)}"${binding.staff.includes(staff.id) ? ' checked' : ''}> ${safe(staff.name)}</label>`,
  );
  return page(
    '三方客服管理',
    `<h1>三方客服管理</h1>${tabs}<p role="status" class="done">绑定成功 · ${safe(account.name)}</p>
    <form method="post" action="${base}/jg/staff"><input type="hidden" name="account" value="${id}">
    <fieldset><legend>绑定员工号</legend>${boxes.join('') || '<p class="quiet">没有员工号</p>'}</fieldset>
    <div class="actions"><button class="primary">确认授权</button></div></form>
    <form method="post" action="${base}/jg/unbind"><input type="hidden" name="account" value="${id}"><button class="plain">解除绑定</button></form>
    <p><a href="${safe(deps.toolOrigin())}">返回客服工具</a></p>`,
  );
}

function changeStaff(base: string, deps: ConsentDeps, form: URLSearchParams): Reply {
  const id = form.get('account') ?? '';
  const binding = deps.grants.binding(id);
  if (!binding) return refused('这个企业号还没有绑定');
  const mine = staffOf(deps.world, id).map((staff) => staff.id);
  const staff = form.getAll('staff').filter((chosen) => mine.includes(chosen));
  deps.grants.bind({ ...binding, staff });
  for (const added of staff.filter((one) => !binding.staff.includes(one))) void deps.events.staff(id, added, true);
  for (const gone of binding.staff.filter((one) => !staff.includes(one))) void deps.events.staff(id, gone, false);
  return redirect(`${base}/jg/three-im?account=${encodeURIComponent(id)}`);
}
