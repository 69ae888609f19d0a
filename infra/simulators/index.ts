import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { SimulatorClock } from './clock.ts';
import { createBursts } from './control/bursts.ts';
import { mountControl } from './control/routes.ts';
import { createPost } from './core/post.ts';
import { createFileStore, noStore } from './core/store.ts';
import { readSimulatorEnv } from './credentials.ts';
import { createDouyin } from './douyin/index.ts';
import { letterAvatar } from './http/avatar.ts';
import { avatarPicture, coverPicture } from './http/pictures.ts';
import { json } from './http/reply.ts';
import { createRouter } from './http/router.ts';
import { createHttpServer } from './http/server.ts';
import { serveFile } from './http/static.ts';
import { createModelSimulator } from './model/index.ts';
import { createXiaohongshu } from './xiaohongshu/index.ts';

export type SimulatorOptions = {
  /** 0 = any free port. */
  readonly port: number;
  readonly clock: SimulatorClock;
  /** See credentials.ts; what is missing gets the local defaults. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that keeps what the platforms know; without it they forget at every start. */
  readonly stateDir?: string;
  /** Told of defects of the twins themselves. */
  readonly onDefect?: (error: unknown) => void;
};

export type Simulators = { readonly origin: string; close(): Promise<void> };

const MODEL_PATH = '/anthropic';
const PAGES = fileURLToPath(new URL('./pages', import.meta.url));

/** Starts the twins of Douyin, Xiaohongshu and the model API, with the control API and the customers' pages. */
export async function startSimulators(options: SimulatorOptions): Promise<Simulators> {
  const { clock, stateDir } = options;
  const env = readSimulatorEnv(options.env, options.port);
  const router = createRouter();
  const poster = createPost();
  const stores = {
    douyin: stateDir ? createFileStore(stateDir, 'douyin') : noStore,
    xiaohongshu: stateDir ? createFileStore(stateDir, 'xiaohongshu') : noStore,
  };
  let origin = '';
  const common = { clock, env, post: poster.post, router, origin: () => origin };
  const twins = [
    createDouyin({ ...common, store: stores.douyin }),
    createXiaohongshu({ ...common, store: stores.xiaohongshu }),
  ];
  const bursts = createBursts();
  const forget = (): void => {
    for (const store of Object.values(stores)) store.clear();
  };
  mountControl(router, { twins, bursts, clock, forget });
  mountPages(router);

  const model = createModelSimulator({ clock, env: { ...options.env } });
  const onDefect = options.onDefect ?? ((error: unknown) => console.error('simulator:', error));
  const server = createHttpServer(
    router,
    async (req, res, url) => {
      if (url.pathname.startsWith(MODEL_PATH)) {
        // The model's simulator knows nothing of where it is mounted.
        req.url = (req.url ?? '').slice(MODEL_PATH.length);
        await model.handle(req, res);
        return undefined;
      }
      // An unknown path of a platform gets the platform's own words.
      if (url.pathname.startsWith('/douyin/')) return json({ err_no: 28001017, err_msg: 'unknown path' });
      return json({ error: 'page not found' }, 404);
    },
    onDefect,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${portOf(server.address())}`;
  for (const twin of twins) twin.resume();

  return {
    origin,
    async close() {
      bursts.clear();
      for (const twin of twins) twin.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      poster.close();
      for (const store of Object.values(stores)) store.close();
    },
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

function mountPages(router: ReturnType<typeof createRouter>): void {
  for (const platform of ['douyin', 'xiaohongshu']) {
    router.on('GET', `/${platform}/app`, () => ({ status: 308, headers: { location: `/${platform}/app/` }, body: '' }));
    router.on('GET', `/${platform}/app/`, () => serveFile(PAGES, `${platform}/index.html`));
  }
  router.on('GET', '/', () => serveFile(PAGES, 'index.html'));
  router.on('GET', '/avatar/:name', ({ params: { name = '' } }) =>
    name.endsWith('.svg') ? letterAvatar(name) : avatarPicture(name),
  );
  router.on('GET', '/cover/:name', ({ params: { name = '' } }) => coverPicture(name));
  router.under('/pages/', ({ url }) => serveFile(PAGES, url.pathname.slice('/pages/'.length)));
}
