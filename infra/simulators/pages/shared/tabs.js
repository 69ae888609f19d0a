import { h, icon } from './dom.js';

/** Which side of the counter the phone belongs to. */
export function bottomTabs(current) {
  const tab = (id, href, glyph, label) =>
    h('a', { href, 'aria-current': id === current ? 'page' : undefined }, icon(glyph), label);
  return h(
    'nav',
    { class: 'tabs-bottom', 'aria-label': '身份' },
    tab('customer', '#/', 'person', '顾客'),
    tab('merchant', '#/merchant', 'shop', '商家'),
  );
}
