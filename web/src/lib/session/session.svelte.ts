import { tick } from 'svelte';
import { ApiFailure } from '../api/failure.ts';
import type { MeView } from '../contracts.ts';
import { isNarrowed } from '../permissions.ts';
import { urls } from '../urls.ts';
import { bearerOf, isFresh, readStoredUser, type StoredUser } from './token.ts';

export interface ConsoleConfig {
  readonly authority: string;
  readonly clientId: string;
  readonly demo: boolean;
}

const CONFIG_KEY = 'miaohong.console-config';

function cachedConfig(): ConsoleConfig | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(CONFIG_KEY) ?? 'null');
    return isConfig(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isConfig = (value: unknown): value is ConsoleConfig =>
  typeof value === 'object' &&
  value !== null &&
  'authority' in value &&
  typeof value.authority === 'string' &&
  'clientId' in value &&
  typeof value.clientId === 'string' &&
  'demo' in value &&
  typeof value.demo === 'boolean';

/**
 * Who is signed in. Tokens live in the tab's session storage and end with it; the library that fetches and renews them
 * is loaded when it has something to do, which a reload of a signed-in page has not.
 */
export class Session {
  #state = $state<'starting' | 'signed-out' | 'signed-in' | 'failed'>('starting');
  #me = $state.raw<MeView | undefined>();
  #config = $state.raw<ConsoleConfig | undefined>();
  #failure = $state.raw<unknown>();
  #renewal: Promise<void> | undefined;

  get state() {
    return this.#state;
  }
  get me(): MeView | undefined {
    return this.#me;
  }
  get config(): ConsoleConfig | undefined {
    return this.#config;
  }
  get failure(): unknown {
    return this.#failure;
  }

  /** Finds out whether somebody is signed in; asks the server who. */
  async start(fetchConfig: () => Promise<ConsoleConfig>, fetchMe: () => Promise<MeView>): Promise<void> {
    this.#state = 'starting';
    try {
      this.#config = cachedConfig() ?? (await fetchConfig());
      sessionStorage.setItem(CONFIG_KEY, JSON.stringify(this.#config));
      const user = this.#stored();
      if (!user || (!isFresh(user, Date.now()) && !user.canRenew)) {
        this.#state = 'signed-out';
        return;
      }
      this.#me = await fetchMe();
      this.#state = 'signed-in';
    } catch (thrown) {
      if (this.#state === 'signed-out') return;
      this.#failure = thrown;
      this.#state = 'failed';
    }
  }

  /**
   * Rights may have changed meanwhile (X1). Who sees less begins anew: nothing that was fetched before stays on the screen.
   * Who is no member any more sees nothing; offline changes nothing.
   */
  async refreshMe(fetchMe: () => Promise<MeView>): Promise<void> {
    const before = this.#me;
    try {
      const after = await fetchMe();
      this.#me = after;
      if (!before || !isNarrowed(before, after)) return;
      // Forms leave the screen first: what is unsaved in them may not keep this page open.
      this.#state = 'starting';
      await tick();
      location.reload();
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure) || thrown.code !== 'member.unknown') return;
      this.#me = undefined;
      this.#failure = thrown;
      this.#state = 'failed';
    }
  }

  /** The bearer token, renewed first if it is about to expire or the server refused it. */
  async token({ renew }: { readonly renew: boolean }): Promise<string | undefined> {
    const user = this.#stored();
    if (!user) {
      this.#expire();
      return undefined;
    }
    if (!renew && isFresh(user, Date.now())) return bearerOf(user);
    await this.#renewOnce();
    const renewed = this.#stored();
    if (!renewed || !isFresh(renewed, Date.now(), 0)) {
      this.#expire();
      return undefined;
    }
    return bearerOf(renewed);
  }

  /** Leaves for the sign-in page, to come back to where one was. */
  async signIn(returnTo: string): Promise<void> {
    const { beginSignIn } = await import('./oidc.ts');
    if (this.#config) await beginSignIn(this.#config, returnTo);
  }

  /** Takes what the sign-in page sent back; gives the address to go to. */
  async completeSignIn(fetchConfig: () => Promise<ConsoleConfig>): Promise<string> {
    this.#config = cachedConfig() ?? (await fetchConfig());
    const { completeSignIn } = await import('./oidc.ts');
    return completeSignIn(this.#config);
  }

  async signOut(): Promise<void> {
    const config = this.#config;
    this.#me = undefined;
    this.#state = 'signed-out';
    sessionStorage.removeItem(CONFIG_KEY);
    if (!config) return;
    const { endSession } = await import('./oidc.ts');
    await endSession(config, urls.home());
  }

  #stored(): StoredUser | undefined {
    const config = this.#config;
    if (!config) return undefined;
    return readStoredUser(sessionStorage.getItem(`oidc.user:${config.authority}:${config.clientId}`));
  }

  #renewOnce(): Promise<void> {
    const config = this.#config;
    if (!config) return Promise.resolve();
    this.#renewal ??= import('./oidc.ts')
      .then(({ renew }) => renew(config))
      .catch(() => undefined)
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }

  /** The sign-in ran out. What was typed is kept by the drafts, so nothing is lost by signing in again. */
  #expire(): void {
    this.#me = undefined;
    this.#state = 'signed-out';
  }
}
