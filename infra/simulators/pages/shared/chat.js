import { createLog } from './bubbles.js';
import { composer } from './composer.js';
import { h, icon, toast } from './dom.js';

/** The message page: as the customer, or as the merchant on the phone. Answers what to do when it closes. */
export function chatScreen(app, { accountId, customerId, me }) {
  const { api, emoji } = app;
  const who = { accountId, customerId };
  const isCustomer = me === 'customer';
  const say = (body) => api.post(isCustomer ? 'say' : 'merchant-say', { ...who, body });
  const title = h('h1');
  const follow = h('button', { class: 'chip', 'aria-pressed': 'false' }, '关注');
  // What else a customer can give on this platform (W3, W7): each button tells what came of it.
  const gifts = isCustomer
    ? app.gifts.map(({ label, path, body, said }) => {
        const button = h('button', { class: 'chip' }, label);
        button.addEventListener('click', async () => {
          const words = body();
          if (!words) return;
          await api.post(path, { ...who, ...words });
          toast(said);
        });
        return button;
      })
    : [];
  const log = h('div', {
    class: 'log',
    role: 'log',
    'aria-label': '聊天记录',
    tabindex: 0,
    'data-empty': '还没有消息',
  });
  const cardActions = {
    phone: '',
    fill: (messageId, values) => api.post('fill-card', { ...who, messageId, values }),
    copy: async (messageId) => {
      await api.post('copy-card', { ...who, messageId });
      toast('已复制');
    },
  };
  const draw = createLog(log, {
    me,
    emoji,
    cardActions: isCustomer ? cardActions : undefined,
    recall: (messageId) => api.post(isCustomer ? 'recall' : 'merchant-recall', { ...who, messageId }),
  });

  let follows = false;
  follow.addEventListener('click', async () => {
    await api.post('follow', { ...who, follows: !follows, mutual: !follows });
    await load();
  });
  const load = async () => {
    const view = await api.get('conversation', who);
    const other = isCustomer ? view.account : view.customer;
    title.replaceChildren(
      other.name,
      h('small', {}, isCustomer ? kindText(view.account) : `对 ${view.account.name} 说`),
    );
    follows = view.follows;
    follow.textContent = follows ? '已关注' : '关注';
    follow.setAttribute('aria-pressed', String(follows));
    cardActions.phone = view.customer.phone;
    draw(view);
    app.book(view);
  };
  const back = h('button', { class: 'round', 'aria-label': '返回' }, icon('back'));
  back.addEventListener('click', async () => {
    if (isCustomer) await api.post('leave', who);
    app.go(isCustomer ? '#/' : `#/merchant/${encodeURIComponent(accountId)}`);
  });
  const writing = composer({ emoji, extras: isCustomer ? app.extras : [], onSay: say });
  stayAtEnd(log);
  const stop = api.watch(who, () => void load());
  writing.focus();
  return {
    elements: [h('header', { class: 'bar' }, back, title, ...gifts, isCustomer && follow), log, ...writing.elements],
    close: stop,
  };
}

/** Keeps the newest message in sight when the log shrinks, as when a drawer opens. */
function stayAtEnd(log) {
  let atEnd = true;
  log.addEventListener('scroll', () => {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  });
  new ResizeObserver(() => {
    if (atEnd) log.scrollTop = log.scrollHeight;
  }).observe(log);
}

export const kindText = (account) => ({ enterprise: '企业号', staff: '员工号', ordinary: '普通账号' })[account.kind];
