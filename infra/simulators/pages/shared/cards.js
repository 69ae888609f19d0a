import { h, icon } from './dom.js';

/** A card in the chat. `actions` is absent for the merchant, who can only look. */
export function cardView(message, actions) {
  const { body } = message;
  const make = KINDS[body.card] ?? plainCard;
  return make(message, actions);
}

const KINDS = {
  'retain-card': formCard,
  'lead-card': formCard,
  'phone-collect-card': oneTapCard,
  'name-card': nameCard,
};

const frame = (title, glyph, label, ...inside) =>
  h(
    'div',
    { class: 'card', role: 'group', 'aria-label': label },
    h('header', {}, icon(glyph), h('span', {}, title)),
    ...inside,
  );

const done = (text) => h('p', { class: 'filled' }, icon('check'), text);

function values(body) {
  return h(
    'dl',
    {},
    (body.values ?? []).flatMap(({ label, value }) => [h('dt', {}, label), h('dd', {}, value)]),
  );
}

const field = (label, name, type, autocomplete) =>
  h('label', { class: 'field' }, label, h('input', { name, type, autocomplete, maxLength: 40 }));

/** Name, phone, city: what a customer fills in by hand. */
function formCard({ id, from, body }, actions) {
  const label = body.card === 'lead-card' ? '留资卡' : '留资卡片';
  if (body.status === 'filled') {
    return frame(
      body.title,
      'form',
      label,
      h('div', { class: 'inside' }, done('已提交'), from === 'customer' && values(body)),
    );
  }
  if (!actions) return frame(body.title, 'form', label, h('div', { class: 'inside quiet' }, '等待顾客填写'));
  const submit = (event) => {
    event.preventDefault();
    actions.fill(id, Object.fromEntries(new FormData(event.target)));
  };
  return frame(
    body.title,
    'form',
    label,
    h(
      'form',
      { onsubmit: submit },
      field('姓名', 'name', 'text', 'off'),
      field('手机号', 'phone', 'tel', 'off'),
      field('城市', 'city', 'text', 'off'),
      body.card === 'lead-card' && field('微信号（选填）', 'wechat', 'text', 'off'),
      h('button', { class: 'primary', type: 'submit' }, '提交'),
    ),
  );
}

/** The number bound to the customer's account, with one tap. */
function oneTapCard({ id, from, body }, actions) {
  const label = '电话收集卡片';
  if (body.status === 'filled') {
    return frame(
      body.title,
      'phone',
      label,
      h('div', { class: 'inside' }, done('已授权'), from === 'customer' && values(body)),
    );
  }
  if (!actions) return frame(body.title, 'phone', label, h('div', { class: 'inside quiet' }, '等待顾客授权'));
  return frame(
    body.title,
    'phone',
    label,
    h(
      'div',
      { class: 'inside' },
      h('p', { class: 'quiet' }, actions.phone ? `将提供绑定的手机号 ${actions.phone}` : '这位顾客没有绑定手机号'),
      h(
        'button',
        { class: 'primary', disabled: !actions.phone, onclick: () => actions.fill(id, {}) },
        '一键授权手机号',
      ),
    ),
  );
}

function nameCard({ id, body }, actions) {
  const copy = actions && h('button', { class: 'primary', onclick: () => actions.copy(id) }, '复制');
  return frame(
    body.title,
    'person',
    '名片',
    h('div', { class: 'inside' }, h('p', { class: 'quiet' }, '添加后可获得一对一服务'), copy),
  );
}

const PLAIN = { note: '笔记', 'landing-page': '落地页', 'trade-card': '交易卡', 'web-page': '网页' };

function plainCard({ body }) {
  return frame(
    body.title,
    'form',
    PLAIN[body.card] ?? '卡片',
    h('div', { class: 'inside quiet' }, PLAIN[body.card] ?? '卡片'),
  );
}
