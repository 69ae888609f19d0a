export type Theme = 'system' | 'light' | 'dark';
export type Sound = 'off' | 'notices' | 'all';

const isTheme = (value: string | null): value is Theme => value === 'system' || value === 'light' || value === 'dark';
const isSound = (value: string | null): value is Sound => value === 'off' || value === 'notices' || value === 'all';

const THEME_KEY = 'miaohong.theme';
const SOUND_KEY = 'miaohong.sound';
const PANEL_KEY = 'miaohong.panel';
const DESKTOP_KEY = 'miaohong.desktop';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is closed to us: the choice lasts as long as the page.
  }
}

/** What this person chose on this machine. `boot.js` reads the theme before the first paint. */
class Preferences {
  #theme = $state<Theme>('system');
  #sound = $state<Sound>('notices');
  #panelOpen = $state(true);
  #desktop = $state(false);

  constructor() {
    const theme = read(THEME_KEY);
    const sound = read(SOUND_KEY);
    if (isTheme(theme)) this.#theme = theme;
    if (isSound(sound)) this.#sound = sound;
    this.#panelOpen = read(PANEL_KEY) !== 'closed';
    this.#desktop = read(DESKTOP_KEY) === 'on';
  }

  get theme(): Theme {
    return this.#theme;
  }
  set theme(theme: Theme) {
    this.#theme = theme;
    write(THEME_KEY, theme);
    this.paint();
  }

  get sound(): Sound {
    return this.#sound;
  }
  set sound(sound: Sound) {
    this.#sound = sound;
    write(SOUND_KEY, sound);
  }

  /** Whether what calls for a person shows on the desktop while the page is in the background. */
  get desktop(): boolean {
    return this.#desktop;
  }
  set desktop(on: boolean) {
    this.#desktop = on;
    write(DESKTOP_KEY, on ? 'on' : 'off');
  }

  get panelOpen(): boolean {
    return this.#panelOpen;
  }
  set panelOpen(open: boolean) {
    this.#panelOpen = open;
    write(PANEL_KEY, open ? 'open' : 'closed');
  }

  /** Puts the theme on the page, and follows the system where nothing was chosen. */
  paint(): void {
    const system = matchMedia('(prefers-color-scheme: dark)').matches;
    const dark = this.#theme === 'dark' || (this.#theme === 'system' && system);
    document.documentElement.classList.toggle('dark', dark);
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark ? '#141312' : '#ffffff');
  }

  watchSystem(): () => void {
    this.paint();
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => this.paint();
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }
}

export const preferences = new Preferences();
