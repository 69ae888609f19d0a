import { createHash } from 'node:crypto';
import { demoUsers } from './defaults.ts';
import type { Person } from './identity-people.ts';

/** The sign-in page: no script, nothing from elsewhere, Chinese unless the browser asks for English. */

const WORDS = {
  'zh-CN': {
    title: '登录秒红',
    tagline: '把私信变成线索',
    email: '邮箱',
    password: '密码',
    submit: '登录',
    wrong: '邮箱或密码不对，请重试',
    wait: (seconds: number) => `试错次数太多，请 ${seconds} 秒后再试`,
    invited: '受邀成员',
    hint: '本机演示环境：邮箱和密码已填好，直接登录即可。',
    others: '换一个身份',
    expired: '登录已过期',
    again: '请回到控制台重新登录。',
    back: '返回控制台',
    roles: { owner: '所有者', supervisor: '主管', operator: '客服', finance: '财务' },
    second: '另一家企业',
  },
  en: {
    title: 'Sign in to Miaohong',
    tagline: 'Private messages into leads',
    email: 'Email',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'That email or password is not right',
    wait: (seconds: number) => `Too many wrong tries, wait ${seconds} s`,
    invited: 'Invited',
    hint: 'Local demo: email and password are filled in, just sign in.',
    others: 'Another person',
    expired: 'This sign-in has expired',
    again: 'Go back to the console and sign in again.',
    back: 'Back to the console',
    roles: { owner: 'Owner', supervisor: 'Supervisor', operator: 'Operator', finance: 'Finance' },
    second: 'another company',
  },
} as const;

export type Language = keyof typeof WORDS;

/** What the console asked for, else the browser's first language; Chinese first. */
export function chooseLanguage(uiLocales: unknown, acceptLanguage: string | undefined): Language {
  const wanted = typeof uiLocales === 'string' && uiLocales !== '' ? uiLocales : (acceptLanguage ?? '');
  return /^\s*en/i.test(wanted) ? 'en' : 'zh-CN';
}

const STYLE = `
:root{color-scheme:light dark;--accent:oklch(.6 .2 25);--accent-strong:oklch(.52 .19 25);--page:#f6f6f7;--card:#fff;--ink:#1b1b1f;--soft:#5d5d66;--line:#e2e2e6;--field:#fff}
@media (prefers-color-scheme:dark){:root{--page:#131316;--card:#1c1c20;--ink:#ececf0;--soft:#a2a2ad;--line:#32323a;--field:#141418;--accent:oklch(.66 .19 25)}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--page);color:var(--ink);font:14px/1.5 "Inter","PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",sans-serif;padding:24px}
main{width:100%;max-width:376px}
header{display:flex;align-items:center;gap:12px;margin:0 4px 20px}
.mark{width:40px;height:40px;border-radius:10px;background:var(--accent-strong);color:#fff;display:grid;place-items:center;font-weight:600;font-size:20px}
h1{font-size:20px;line-height:1.3;margin:0;font-weight:600}
header p{margin:2px 0 0;color:var(--soft);font-size:13px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:24px}
label{display:block;font-size:13px;font-weight:500;margin-bottom:6px}
.field{margin-bottom:16px}
input{width:100%;height:40px;border:1px solid var(--line);border-radius:8px;background:var(--field);color:inherit;font:inherit;padding:0 12px}
input:focus-visible,button:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button,.button{display:grid;place-items:center;width:100%;height:40px;border:0;border-radius:8px;background:var(--accent-strong);color:#fff;font:inherit;font-weight:500;cursor:pointer;text-decoration:none}
button:hover{filter:brightness(1.06)}
.hint{margin:16px 0 0;color:var(--soft);font-size:13px}
.wrong{margin:0 0 16px;padding:8px 12px;border-radius:8px;border:1px solid var(--accent);font-size:13px}
nav{margin:20px 4px 0;font-size:13px;color:var(--soft)}
nav h2{font-size:13px;font-weight:500;margin:0 0 8px}
nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:8px}
nav a{display:inline-block;padding:4px 10px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink);text-decoration:none}
nav a[aria-current]{border-color:var(--accent)}
`;

/** Only our own style sheet, by its hash; no script, no frame, no form to elsewhere. */
export const pagePolicy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "form-action 'self'; frame-ancestors 'self'; base-uri 'none'";

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const page = (language: Language, title: string, body: string): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head><body><main>
<header><div class="mark" aria-hidden="true">秒</div><div><h1>${title}</h1><p>${WORDS[language].tagline}</p></div></header>
${body}
</main></body></html>`;

export interface SignInPage {
  readonly language: Language;
  readonly action: string;
  readonly users: readonly Person[];
  /** The person whose email and password are filled in. */
  readonly chosen: Person | undefined;
  readonly email: string;
  readonly trouble?: Trouble;
}

/** Why the last try did not work. */
export type Trouble = 'wrong' | { readonly waitSeconds: number };

/** What the page says of a person; roles of those who were invited are in the table, which the page does not read. */
function standingOf(sub: string, language: Language): string {
  const words = WORDS[language];
  const demo = demoUsers.find((user) => user.sub === sub);
  if (!demo) return words.invited;
  return words.roles[demo.role] + (demo.tenantId === demoUsers[0]?.tenantId ? '' : ` · ${words.second}`);
}

export function signInPage({ language, action, users, chosen, email, trouble }: SignInPage): string {
  const words = WORDS[language];
  const told = trouble && (trouble === 'wrong' ? words.wrong : words.wait(trouble.waitSeconds));
  const others = users.map((user) => {
    const role = standingOf(user.sub, language);
    const current = user.sub === chosen?.sub ? ' aria-current="true"' : '';
    return `<li><a href="${escapeHtml(action)}?as=${encodeURIComponent(user.sub)}"${current}>${escapeHtml(user.name)} · ${role}</a></li>`;
  });
  return page(
    language,
    words.title,
    `<form class="card" method="post" action="${escapeHtml(action)}">
${told ? `<p class="wrong" role="alert">${told}</p>` : ''}
<div class="field"><label for="email">${words.email}</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${escapeHtml(email)}"></div>
<div class="field"><label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required value="${escapeHtml(chosen?.password ?? '')}"></div>
<button type="submit">${words.submit}</button>
<p class="hint">${words.hint}</p></form>
<nav aria-label="${words.others}"><h2>${words.others}</h2><ul>${others.join('')}</ul></nav>`,
  );
}

export function expiredPage(language: Language): string {
  const words = WORDS[language];
  const body = `<div class="card"><p>${words.again}</p><a class="button" href="/">${words.back}</a></div>`;
  return page(language, words.expired, body);
}
