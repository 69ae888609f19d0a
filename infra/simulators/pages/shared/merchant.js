import { kindText } from './chat.js';
import { avatarOf, clockText, h } from './dom.js';
import { bottomTabs } from './tabs.js';

/** The merchant's own phone: choose an account, see who wrote, answer by hand. */
export async function merchantScreen(app, accountId) {
  const { api } = app;
  const { accounts } = await api.get('accounts');
  const current = accounts.find(({ id }) => id === accountId) ?? accounts[0];
  const list = h('div', { class: 'sheet-card', role: 'list', 'aria-label': '会话' });
  const load = async () => {
    const { conversations } = await api.get('conversations', { accountId: current.id });
    const rows = conversations.toReversed().sort((a, b) => lastMs(b) - lastMs(a));
    list.replaceChildren(...rows.map((view) => row(app, view)));
    if (rows.length === 0) list.replaceChildren(h('p', { class: 'new-customer quiet' }, '还没有人来过'));
  };
  const select = h(
    'select',
    { 'aria-label': '选择账号' },
    accounts.map(({ id, name }) => h('option', { value: id }, name)),
  );
  select.value = current.id;
  select.addEventListener('change', () => app.go(`#/merchant/${encodeURIComponent(select.value)}`));
  const stop = api.watch({ accountId: current.id }, () => void load());
  return {
    elements: [
      h('header', { class: 'bar' }, h('h1', {}, '商家消息', h('small', {}, kindText(current)))),
      h('div', { class: 'scroll' }, h('label', { class: 'field' }, '用哪个账号', select), list),
      bottomTabs('merchant'),
    ],
    close: stop,
  };
}

const lastMs = (view) => view.messages.at(-1)?.atMs ?? view.entries.at(-1)?.atMs ?? 0;

function row(app, view) {
  const last = view.messages.at(-1);
  const href = `#/merchant/${encodeURIComponent(view.account.id)}/${encodeURIComponent(view.customer.id)}`;
  return h(
    'div',
    { role: 'listitem' },
    h(
      'a',
      { class: 'thread-link', href },
      avatarOf(view.customer.name),
      h('span', {}, h('strong', {}, view.customer.name), h('small', {}, last ? preview(app, last) : '打开了私信页')),
      h('time', {}, clockText(lastMs(view))),
    ),
  );
}

function preview({ emoji }, { body, recalledAtMs }) {
  if (recalledAtMs) return '[已撤回]';
  if (body.kind === 'text') return h('span', {}, emoji.show(body.text));
  if (body.kind === 'card') return `[卡片] ${body.title}`;
  return { image: '[图片]', video: '[视频]', gif: '[动态表情]' }[body.kind] ?? '[消息]';
}
