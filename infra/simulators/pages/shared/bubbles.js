import { cardView } from './cards.js';
import { avatarOf, clockText, h, icon } from './dom.js';

const GAP_MS = 5 * 60_000;

/**
 * Keeps a log in step with a thread: elements of unchanged messages stay, so that what is being typed into a card is
 * not lost when something else arrives.
 */
export function createLog(log, options) {
  const shown = new Map();
  let isFirst = true;
  return (view) => {
    const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    const wanted = [];
    let lastMs = 0;
    for (const message of view.messages) {
      if (message.atMs - lastMs > GAP_MS) wanted.push(stamp(shown, message.atMs));
      lastMs = message.atMs;
      wanted.push(element(shown, message, view, options, isFirst));
    }
    const isNew = wanted.length > log.childElementCount;
    place(log, wanted);
    isFirst = false;
    if (isNew && (wasAtEnd || view.messages.at(-1)?.from === options.me)) log.scrollTop = log.scrollHeight;
  };
}

/** Moves as little as possible: an element that is taken out and put back loses its focus and starts its animation anew. */
function place(log, wanted) {
  for (const child of [...log.children]) if (!wanted.includes(child)) child.remove();
  for (const [i, element] of wanted.entries()) {
    if (log.children[i] !== element) log.insertBefore(element, log.children[i] ?? null);
  }
}

function stamp(shown, atMs) {
  const key = `stamp ${atMs}`;
  if (!shown.has(key)) shown.set(key, h('p', { class: 'stamp' }, clockText(atMs)));
  return shown.get(key);
}

function element(shown, message, view, options, isFirst) {
  const key = message.id;
  const print = JSON.stringify([message.body, message.recalledAtMs]);
  const known = shown.get(key);
  if (known?.print === print) return known.element;
  const made = message.recalledAtMs ? recalled(message, options) : bubbleRow(message, view, options);
  if (!known && !isFirst) made.classList.add('fresh');
  shown.set(key, { print, element: made });
  return made;
}

const recalled = (message, { me }) =>
  h('p', { class: 'hint' }, message.from === me ? '你撤回了一条消息' : '对方撤回了一条消息');

function bubbleRow(message, view, options) {
  const own = message.from === options.me;
  const name = message.from === 'customer' ? view.customer.name : view.account.name;
  const viaTool = options.me === 'account' && message.via === 'api' && h('span', {}, '由工具发送');
  const undo =
    own &&
    message.via === 'app' &&
    message.body.status !== 'filled' &&
    h('button', { onclick: () => options.recall(message.id) }, '撤回');
  return h(
    'article',
    { class: own ? 'message own' : 'message', 'aria-label': `${own ? '我' : name}` },
    avatarOf(name),
    h(
      'div',
      { class: 'stack' },
      content(message, options),
      (viaTool || undo) && h('div', { class: 'meta' }, viaTool, undo),
    ),
  );
}

function content(message, options) {
  const { body } = message;
  switch (body.kind) {
    case 'text':
      return h('div', { class: 'bubble' }, options.emoji.show(body.text));
    case 'image':
      return h('img', { class: 'picture', src: body.url ?? '/pages/shared/room.svg', alt: '图片' });
    case 'gif':
      return h('img', { class: 'picture', src: body.url ?? '/pages/shared/room.svg', alt: '动态表情' });
    case 'video':
      return h('div', { class: 'film', role: 'img', 'aria-label': '视频' }, icon('play'));
    case 'card':
      return cardView(message, options.cardActions);
    default:
      return h('div', { class: 'bubble quiet' }, '[不支持的消息]');
  }
}
