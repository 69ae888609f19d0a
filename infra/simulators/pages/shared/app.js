import { createApi } from './api.js';
import { createBook } from './book.js';
import { chatScreen } from './chat.js';
import { clockText } from './dom.js';
import { createEmoji } from './emoji.js';
import { homeScreen } from './home.js';
import { merchantScreen } from './merchant.js';

/** Runs the page of one platform. The address names the screen, so that reload and back work. */
export function startApp({ platform, title, extras, gifts }) {
  const screen = document.getElementById('screen');
  const showBook = createBook(document.getElementById('book'));
  const app = {
    platform,
    title,
    extras,
    gifts,
    api: createApi(platform),
    emoji: createEmoji(platform),
    choice: { customerId: undefined, accountId: undefined, source: 'profile' },
    book: showBook,
    go: (hash) => {
      if (location.hash === hash) void draw();
      else location.hash = hash;
    },
    redraw: () => void draw(),
  };

  let close = () => undefined;
  let turn = 0;
  const draw = async () => {
    turn += 1;
    const mine = turn;
    close();
    close = () => undefined;
    const made = await route(app);
    if (mine !== turn) return made.close();
    close = made.close;
    screen.replaceChildren(...made.elements);
  };
  const route = (state) => {
    const [place, accountId, customerId] = location.hash.slice(2).split('/').map(decodeURIComponent);
    if (place === 'chat') return chatScreen(state, { accountId, customerId, me: 'customer' });
    showBook(undefined);
    if (place === 'merchant' && customerId) return chatScreen(state, { accountId, customerId, me: 'account' });
    return place === 'merchant' ? merchantScreen(state, accountId) : homeScreen(state);
  };
  window.addEventListener('hashchange', () => void draw());
  void draw();

  const clock = document.getElementById('clock');
  const tick = () => {
    clock.textContent = clockText(Date.now());
  };
  setInterval(tick, 10_000);
  tick();
}
