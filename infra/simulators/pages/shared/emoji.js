/** Basic emoji travel as bracketed names inside the text; the screen shows the picture (emoji.svg, by name). */
const NAMES = ['微笑', '憨笑', '色', '害羞', '捂脸', '流泪', '发怒', '疑问', '赞', '感谢', '玫瑰', '爱心'];

const SVG = 'http://www.w3.org/2000/svg';

function picture(name, label) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'face');
  if (label) {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', name);
  } else svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/pages/shared/emoji.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Xiaohongshu marks its names with an R. */
export function createEmoji(platform) {
  const mark = platform === 'xiaohongshu' ? 'R' : '';
  const pattern = new RegExp(`\\[(${NAMES.join('|')})${mark}\\]`);
  return {
    list: NAMES.map((name) => ({ name, text: `[${name}${mark}]`, picture: () => picture(name, false) })),
    /** A text as nodes: words and pictures. */
    show: (text) => text.split(pattern).map((part, i) => (i % 2 === 1 ? picture(part, true) : part)),
  };
}
