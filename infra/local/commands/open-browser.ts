import { spawn } from 'node:child_process';

/** Opens an address for a person at the machine; does nothing on servers, in CI and when output goes elsewhere. */
export function openBrowser(address: string): void {
  const { env, platform, stdout } = process;
  const hasScreen = platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
  if (!stdout.isTTY || env.CI || !hasScreen) return;
  const [program, args]: [string, string[]] =
    platform === 'darwin'
      ? ['open', [address]]
      : platform === 'win32'
        ? ['cmd', ['/c', 'start', '', address]]
        : ['xdg-open', [address]];
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
