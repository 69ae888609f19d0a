// Runs before the first paint, from a file because the console's policy allows no inline script (SEC29):
// the chosen theme and language are on the page before anything is drawn.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const theme = read('miaohong.theme');
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.classList.toggle('dark', dark);

  let locale = read('PARAGLIDE_LOCALE');
  if (locale !== 'zh-CN' && locale !== 'en') {
    locale = /^zh/i.test(navigator.language) ? 'zh-CN' : 'en';
    try {
      localStorage.setItem('PARAGLIDE_LOCALE', locale);
    } catch {
      // Storage is closed to us: the language then follows the build's base language.
    }
  }
  root.lang = locale;
})();
