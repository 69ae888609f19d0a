import { kindText } from './chat.js';
import { avatarOf, h, icon } from './dom.js';
import { bottomTabs } from './tabs.js';

const SOURCES = {
  douyin: [
    ['ad', '广告'],
    ['search-ad', '搜索广告'],
    ['feed', '信息流'],
    ['video', '视频'],
    ['live-room', '直播间'],
    ['profile', '主页'],
  ],
  xiaohongshu: [
    ['ad', '广告'],
    ['search-ad', '搜索广告'],
    ['feed', '信息流'],
    ['video', '笔记'],
    ['live-room', '直播间'],
    ['profile', '主页'],
  ],
};

/** Who I am, whom I write to, how I got there; then into the message page. */
export async function homeScreen(app) {
  const { api, choice } = app;
  const [{ customers }, { accounts }] = await Promise.all([api.get('customers'), api.get('accounts')]);
  if (!customers.some(({ id }) => id === choice.customerId)) choice.customerId = customers[0]?.id;
  if (!accounts.some(({ id }) => id === choice.accountId)) choice.accountId = accounts[0]?.id;

  const enter = h('button', { class: 'primary', disabled: !choice.customerId }, '进入私信');
  enter.addEventListener('click', async () => {
    enter.disabled = true;
    const { customerId, accountId, source } = choice;
    await api.post('enter', { customerId, accountId, source }).finally(() => {
      enter.disabled = false;
    });
    app.go(`#/chat/${encodeURIComponent(accountId)}/${encodeURIComponent(customerId)}`);
  });
  const form = newCustomer(app, customers.length);
  form.hidden = customers.length > 0;
  return {
    elements: [
      h('header', { class: 'bar' }, h('h1', {}, app.title)),
      h('div', { class: 'scroll' }, people(app, customers, form), form, whom(app, accounts), from(app)),
      h('div', { class: 'foot' }, enter),
      bottomTabs('customer'),
    ],
    close: () => undefined,
  };
}

function people({ choice }, customers, form) {
  const person = ({ id, name }) =>
    h(
      'label',
      { class: 'person' },
      h('input', {
        type: 'radio',
        name: 'customer',
        checked: id === choice.customerId,
        onchange: () => {
          choice.customerId = id;
        },
      }),
      avatarOf(name),
      h('span', {}, name),
    );
  const add = h(
    'button',
    { class: 'person', type: 'button', 'aria-label': '新建顾客', 'aria-expanded': String(!form.hidden) },
    h('b', { 'aria-hidden': 'true' }, '＋'),
    h('span', {}, '新建'),
  );
  add.addEventListener('click', () => {
    form.hidden = !form.hidden;
    add.setAttribute('aria-expanded', String(!form.hidden));
    if (!form.hidden) form.querySelector('input').focus();
  });
  return h(
    'fieldset',
    { class: 'group', role: 'radiogroup', 'aria-label': '顾客' },
    h('legend', {}, '我是'),
    h('div', { class: 'people' }, add, customers.toReversed().map(person)),
  );
}

const NAMES = ['小苗', '阿岩', '橙子', '林夏', '周周', '团子', '陈墨', '一一'];

function newCustomer(app, count) {
  const phone = `138${String(10_000_000 + ((Date.now() + count * 7919) % 89_999_999))}`;
  const input = (label, name, value) =>
    h('label', { class: 'field' }, label, h('input', { name, value, maxLength: 30, autocomplete: 'off' }));
  const create = async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    const made = await app.api.post('customers', fields);
    app.choice.customerId = made.id;
    app.redraw();
  };
  return h(
    'form',
    { class: 'sheet-card new-customer', 'aria-label': '新建顾客', onsubmit: create },
    h('div', { class: 'row' }, input('昵称', 'name', NAMES[count % NAMES.length]), input('城市', 'city', '杭州')),
    input('绑定的手机号', 'phone', phone),
    h('button', { class: 'primary', type: 'submit' }, '创建'),
  );
}

function whom({ choice }, accounts) {
  const tile = (account) =>
    h(
      'label',
      { class: 'tile' },
      h('input', {
        type: 'radio',
        name: 'account',
        checked: account.id === choice.accountId,
        'aria-label': account.name,
        onchange: () => {
          choice.accountId = account.id;
        },
      }),
      avatarOf(account.name),
      h(
        'span',
        {},
        h('strong', {}, account.name),
        h('small', {}, `${kindText(account)} · ${STATES[account.authorization.state]}`),
      ),
      h('span', { class: 'tick' }, icon('check')),
    );
  return h(
    'fieldset',
    { class: 'group', role: 'radiogroup', 'aria-label': '账号' },
    h('legend', {}, '想找'),
    h('div', { class: 'sheet-card' }, accounts.map(tile)),
  );
}

const STATES = {
  none: '未接入',
  consented: '已授权，未绑定',
  active: '已接入',
  expired: '授权待刷新',
  revoked: '授权已取消',
};

function from(app) {
  const tile = ([value, label]) =>
    h(
      'label',
      { class: 'tile source' },
      h('input', {
        type: 'radio',
        name: 'source',
        checked: value === app.choice.source,
        onchange: () => {
          app.choice.source = value;
        },
      }),
      label,
    );
  return h(
    'fieldset',
    { class: 'group', role: 'radiogroup', 'aria-label': '来源' },
    h('legend', {}, '从哪里来'),
    h('div', { class: 'sources' }, SOURCES[app.platform].map(tile)),
  );
}
