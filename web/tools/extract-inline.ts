/**
 * After the build: moves every inline script of the built pages into a file of its own, named by its content, and fails
 * if anything inline is left that the console's policy would have to allow (SEC29: `script-src 'self'; style-src 'self'`).
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const build = join(import.meta.dirname, '..', 'build');
const folder = '_app/immutable/entry';
mkdirSync(join(build, folder), { recursive: true });

const pages = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
for (const page of pages) {
  const path = join(build, page);
  const html = readFileSync(path, 'utf8').replace(
    /<script(\s[^>]*)?>([\s\S]*?)<\/script>/g,
    (whole, attributes, code) => {
      if (/\ssrc=/.test(attributes ?? '') || code.trim() === '') return whole;
      const hash = createHash('sha256').update(code).digest('base64url').slice(0, 8);
      const name = `${folder}/bootstrap.${hash}.js`;
      writeFileSync(join(build, name), `${code.trim()}\n`);
      // Where the inline script stood: it looks for its own parent element.
      return `<script${attributes ?? ''} src="/${name}"></script>`;
    },
  );
  const left = html.match(/<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son\w+=|javascript:/i);
  if (left) throw new Error(`${page} still holds inline code: ${left[0]}`);
  writeFileSync(path, html);
}

// Templates of components: a fixed style attribute there is refused by the policy as well.
const scripts = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
for (const script of scripts) {
  const inline = readFileSync(join(build, script), 'utf8').match(/<\w[^<>`]*\sstyle="[^"]*"/);
  if (inline) throw new Error(`${script} has a template with a fixed style attribute: ${inline[0]}`);
}
console.log(`no inline code in ${pages.length} page(s) of web/build`);
