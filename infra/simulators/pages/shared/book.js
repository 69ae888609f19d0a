import { h } from './dom.js';

const LINES = [
  ['entries', '进入私信页'],
  ['customerMessages', '顾客消息'],
  ['accepted', '接受的发送'],
  ['refusedIllegal', '拒绝的违规发送'],
  ['duplicates', '顾客收到的重复'],
  ['leads', '留资'],
];

/** Beside the phone: what the platform's own book says about this conversation, counting down. */
export function createBook(place) {
  let view;
  let readAtMs = 0;
  const draw = () => {
    if (!view) {
      place.replaceChildren(
        h('h2', {}, '平台账本'),
        h('p', { class: 'quiet' }, '进入一个会话后，这里显示平台侧的发送窗口和计数。'),
      );
      return;
    }
    const { standing, counters } = view;
    const nowMs = view.nowMs + (performance.now() - readAtMs);
    const leftMs = standing?.untilMs === undefined ? undefined : standing.untilMs - nowMs;
    const open = standing?.open === true && (leftMs === undefined || leftMs > 0);
    const facts = [
      leftMs !== undefined && open && left(leftMs),
      standing?.left !== undefined && open && `剩 ${standing.left} 条`,
    ];
    place.replaceChildren(
      h('h2', {}, '平台账本'),
      h(
        'div',
        { class: open ? 'window open' : 'window' },
        h('b', {}, open ? facts.filter(Boolean).join(' · ') || '不限' : '不可发送'),
        open ? `${standing.rule} ${standing.text}` : '没有打开的发送窗口',
      ),
      h(
        'dl',
        {},
        LINES.flatMap(([name, label]) => [h('dt', {}, label), h('dd', {}, String(counters[name] ?? 0))]),
      ),
    );
  };
  setInterval(draw, 1000);
  draw();
  return (next) => {
    view = next;
    readAtMs = performance.now();
    draw();
  };
}

function left(ms) {
  const s = Math.ceil(ms / 1000);
  const two = (n) => String(n).padStart(2, '0');
  return s >= 60 ? `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${s} 秒`;
}
