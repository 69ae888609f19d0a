import type { World } from '../core/world.ts';
import type { SimulatorEnv } from '../credentials.ts';
import { consentPage, hidden, qrPicture } from '../http/consent-page.ts';
import { html, type Reply, redirect, safe } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import type { Grants } from './grants.ts';

export type ConsentDeps = { readonly env: SimulatorEnv; readonly world: World; readonly grants: Grants };

const SCOPE_WORDS: Readonly<Record<string, string>> = {
  user_info: '获取昵称和头像',
  'im.direct_message': '收发私信',
  'im.recall_message': '撤回私信',
  'im.message_card': '发送留资卡片',
  'im.multimedia_message': '下载客户发来的图片和视频',
};

/** The authorise page: a QR code, then the phone on which the owner chooses an account and agrees or refuses. */
export function mountConsent(router: Router, base: string, deps: ConsentDeps): void {
  router.on('GET', `${base}/platform/oauth/connect/`, ({ url }) => {
    const wrong = mistake(deps.env, url.searchParams);
    return wrong ? refused(wrong) : qrPage(base, url.searchParams);
  });
  router.on('GET', `${base}/platform/oauth/phone/`, ({ url }) => {
    const wrong = mistake(deps.env, url.searchParams);
    return wrong ? refused(wrong) : phonePage(base, deps.world, url.searchParams);
  });
  router.on('POST', `${base}/platform/oauth/decide/`, async (call) => {
    const form = await call.form();
    const wrong = mistake(deps.env, form);
    if (wrong) return refused(wrong);
    const account = deps.world.accounts.get(form.get('account') ?? '');
    const back = new URL(form.get('redirect_uri') ?? '');
    const state = form.get('state');
    if (state !== null) back.searchParams.set('state', state);
    if (form.get('decision') === 'agree' && account) {
      const scopes = (form.get('scope') ?? '').split(',').filter((scope) => scope !== '');
      back.searchParams.set('code', deps.grants.issueCode(account.id, scopes));
      back.searchParams.set('scopes', scopes.join(','));
    }
    // What a refusal looks like is not documented: the return carries no code.
    return redirect(back.href);
  });
}

function mistake(env: SimulatorEnv, query: URLSearchParams): string | undefined {
  if (query.get('client_key') !== env.DOUYIN_CLIENT_KEY) return 'client_key 错误（10003）';
  if (query.get('response_type') !== 'code') return 'response_type 须为 code（10002）';
  if (!query.get('scope')) return '缺少 scope（10005）';
  const target = query.get('redirect_uri') ?? '';
  if (!/^https?:\/\//.test(target) || !URL.canParse(target)) return 'redirect_uri 不合法（10006）';
  if (new URL(target).search !== '') return 'redirect_uri 不能带参数，请放进 state（10006）';
  return undefined;
}

const refused = (why: string): Reply =>
  html(consentPage('douyin', '无法授权', `<h1>无法授权</h1><p role="alert">${safe(why)}</p>`), 400);

function qrPage(base: string, query: URLSearchParams): Reply {
  const phone = `${base}/platform/oauth/phone/?${query.toString()}`;
  return html(
    consentPage(
      'douyin',
      '抖音授权',
      `<h1>抖音账号授权</h1>
      <p>请用企业号或员工号所在的手机扫描二维码。</p>
      ${qrPicture(query.get('state') ?? 'miaohong')}
      <a class="primary" role="button" href="${safe(phone)}">用这台手机扫码</a>
      <p class="quiet">这是本机模拟的抖音，不会连接真实平台。</p>`,
    ),
  );
}

function phonePage(base: string, world: World, query: URLSearchParams): Reply {
  const scopes = (query.get('scope') ?? '').split(',').filter((scope) => scope !== '');
  const accounts = [...world.accounts.values()].map(
    (account, i) =>
      `<label class="choice"><input type="radio" name="account" value="${safe(account.id)}"${i === 0 ? ' checked' : ''}>
      <span class="avatar" aria-hidden="true">${safe(account.name.slice(0, 1))}</span>
      <span>${safe(account.name)}<small>${account.kind === 'staff' ? '员工号' : '企业号'} · ${safe(account.subject)}</small></span></label>`,
  );
  const rights = scopes.map((scope) => `<li>${safe(SCOPE_WORDS[scope] ?? scope)}</li>`);
  return html(
    consentPage(
      'douyin',
      '确认授权',
      `<h1>授权给客服工具</h1>
      <form method="post" action="${base}/platform/oauth/decide/">
      ${hidden(query, ['client_key', 'response_type', 'scope', 'redirect_uri', 'state'])}
      <fieldset><legend>选择账号</legend>${accounts.join('')}</fieldset>
      <section aria-label="申请的权限"><h2>将获得以下权限</h2><ul>${rights.join('')}</ul></section>
      <div class="actions"><button name="decision" value="refuse">拒绝</button>
      <button class="primary" name="decision" value="agree">同意授权</button></div></form>`,
    ),
  );
}
