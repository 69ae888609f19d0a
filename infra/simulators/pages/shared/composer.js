import { h, icon } from './dom.js';

/** Text, emoji and, for customers, everything else one can send. Enter sends, Shift+Enter breaks the line. */
export function composer({ emoji, extras, onSay }) {
  const input = h('textarea', { rows: 1, maxLength: 2000, placeholder: '发送消息…', 'aria-label': '输入消息' });
  const send = h('button', { class: 'send', type: 'submit' }, '发送');
  const say = (event) => {
    event?.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    onSay({ kind: 'text', text });
    input.value = '';
    input.focus();
  };
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) say(event);
  });

  const faces = drawer('表情', 'drawer', emoji.list, ({ name, picture, text }) =>
    h('button', { type: 'button', 'aria-label': name, onclick: () => insert(input, text) }, picture()),
  );
  const more = drawer('更多', 'drawer acts', extras, ({ label, body }) =>
    h('button', { type: 'button', onclick: () => onSay(body) }, label),
  );
  const toggle = (name, glyph, own, other) => {
    const button = h(
      'button',
      { type: 'button', class: 'round', 'aria-label': name, 'aria-expanded': 'false' },
      icon(glyph),
    );
    button.addEventListener('click', () => {
      own.hidden = !own.hidden;
      other.hidden = true;
      for (const sibling of button.parentElement.querySelectorAll('[aria-expanded]'))
        sibling.setAttribute('aria-expanded', 'false');
      button.setAttribute('aria-expanded', String(!own.hidden));
    });
    return button;
  };
  const form = h(
    'form',
    { class: 'composer', onsubmit: say },
    input,
    toggle('表情', 'smile', faces, more),
    extras.length > 0 && toggle('更多', 'plus', more, faces),
    send,
  );
  return { elements: [form, faces, more], focus: () => input.focus({ preventScroll: true }) };
}

function drawer(label, className, items, make) {
  return h('div', { class: className, hidden: true, role: 'group', 'aria-label': label }, items.map(make));
}

function insert(input, text) {
  input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
  input.focus();
}
