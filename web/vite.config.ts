import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { noInlineStyles, rulePacksAsData } from './tools/build-plugins.ts';

const apiUrl = process.env.MIAOHONG_API_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [
    noInlineStyles,
    rulePacksAsData,
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
  build: {
    target: 'es2022',
    rolldownOptions: {
      // Our shared modules only define things: what the console does not use of them, their schemas first, falls away.
      treeshake: {
        moduleSideEffects: [
          { test: /\/shared\/(conversations|agents|contracts|materials|platforms|sources)\//, sideEffects: false },
        ],
      },
      output: {
        // What most screens share goes into one file of ours and one of icons' makers, rather than fifty of a few hundred bytes;
        // what only some share stays out of it, because the first load takes that file whole (SPEED14).
        codeSplitting: {
          groups: [
            {
              name: 'kernel',
              test: /node_modules\/(svelte|@sveltejs\/kit|devalue|esm-env|clsx)\//,
              minShareCount: 2,
              priority: 2,
            },
            // Frames of what opens bring their library with them, however many share them: they come when something opens.
            {
              name: 'shared',
              test: /(\/web\/src\/lib\/(?!ui\/(popup|people-menu|pick-dialog|confirm)\.svelte)|@lucide\/svelte\/)/,
              minShareCount: 7,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: {
    fs: { allow: ['..'] },
    proxy: {
      '/api': apiUrl,
      '/oidc': apiUrl,
      '/live': { target: apiUrl, ws: true },
    },
  },
});
