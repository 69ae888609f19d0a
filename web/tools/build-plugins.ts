import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

/**
 * Two libraries write fixed style attributes into their templates, which a policy without `unsafe-inline` refuses (SEC29).
 * They become classes of the same meaning; `extract-inline.ts` fails the build if another one appears.
 */
export const noInlineStyles: Plugin = {
  name: 'no-inline-styles',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('node_modules') || !id.endsWith('.svelte')) return undefined;
    const mended = code
      .replace(/\sstyle="display: contents;?"/g, ' class="contents"')
      .replace(/\sstyle="[^"{}]*clip-path[^"{}]*"/g, ' class="sr-only"');
    return mended === code ? undefined : { code: mended, map: null };
  },
};

const RULE_PACK = /\/shared\/conversations\/pack-(douyin|xiaohongshu)\.ts$/;

/**
 * Rule packs are data that a schema checks. The check is done here, while building, and the browser gets the data alone:
 * the schema library would cost it as much as the rest of the inbox (SPEED14).
 */
export const rulePacksAsData: Plugin = {
  name: 'rule-packs-as-data',
  apply: 'build',
  enforce: 'pre',
  async load(id) {
    if (!RULE_PACK.test(id)) return undefined;
    const packs: Record<string, unknown> = await import(pathToFileURL(id).href);
    return Object.entries(packs)
      .map(([name, pack]) => `export const ${name} = ${JSON.stringify(pack)};`)
      .join('\n');
  },
};
