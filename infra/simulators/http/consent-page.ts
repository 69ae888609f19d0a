import { createHash } from 'node:crypto';
import { safe } from './reply.ts';

/** A consent page in the frame of a phone. `body` is HTML that the caller has escaped. */
export function consentPage(platform: 'douyin' | 'xiaohongshu', title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${safe(title)}</title>
<link rel="stylesheet" href="/pages/shared/base.css"><link rel="stylesheet" href="/pages/${platform}/theme.css">
<link rel="stylesheet" href="/pages/shared/consent.css"></head>
<body class="consent"><main class="sheet">${body}</main></body></html>`;
}

/** Carries the query on as hidden inputs of a form. */
export function hidden(query: URLSearchParams, names: readonly string[]): string {
  return names
    .map((name) => {
      const value = query.get(name);
      return value === null ? '' : `<input type="hidden" name="${name}" value="${safe(value)}">`;
    })
    .join('');
}

const CELLS = 25;

/** A picture that looks like a QR code of `text`; nothing can be read from it, the button beside it does the work. */
export function qrPicture(text: string): string {
  const bits = Buffer.concat([0, 1, 2].map((n) => createHash('sha256').update(`${n}${text}`).digest()));
  const isCorner = (x: number, y: number): boolean =>
    (x < 8 && y < 8) || (x >= CELLS - 8 && y < 8) || (x < 8 && y >= CELLS - 8);
  const squares: string[] = [];
  for (let i = 0; i < CELLS * CELLS; i++) {
    const [x, y] = [i % CELLS, Math.floor(i / CELLS)];
    const bit = ((bits[i % bits.length] ?? 0) >> (Math.floor(i / bits.length) % 8)) & 1;
    if (bit === 1 && !isCorner(x, y)) squares.push(`<rect x="${x}" y="${y}" width="1" height="1"/>`);
  }
  const corners = [
    [0, 0],
    [CELLS - 7, 0],
    [0, CELLS - 7],
  ].map(
    ([x = 0, y = 0]) =>
      `<rect x="${x + 0.5}" y="${y + 0.5}" width="6" height="6" fill="none" stroke="currentColor"/><rect x="${x + 2}" y="${y + 2}" width="3" height="3"/>`,
  );
  return `<svg class="qr" viewBox="-1 -1 ${CELLS + 2} ${CELLS + 2}" role="img" aria-label="授权二维码" fill="currentColor">${squares.join('')}${corners.join('')}</svg>`;
}
