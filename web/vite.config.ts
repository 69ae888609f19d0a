import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

const apiUrl = process.env.MIAOHONG_API_URL ?? 'http://127.0.0.1:8080';

/**
 * Two libraries write fixed style attributes into their templates, which a policy without `unsafe-inline` refuses (SEC29).
 * They become classes of the same meaning; `tools/extract-inline.ts` fails the build if another one appears.
 */
const noInlineStyles: Plugin = {
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

export default defineConfig({
  plugins: [
    noInlineStyles,
    tailwindcss(),
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'baseLocale'],
      emitTsDeclarations: true,
    }),
    sveltekit({
      compilerOptions: {
        runes: ({ filename }) => (filename.split(/[/\\]/).includes('node_modules') ? undefined : true),
      },
      adapter: adapter({ fallback: 'index.html' }),
    }),
  ],
  build: { target: 'es2022' },
  server: {
    fs: { allow: ['..'] },
    proxy: {
      '/api': apiUrl,
      '/oidc': apiUrl,
      '/live': { target: apiUrl, ws: true },
    },
  },
});
