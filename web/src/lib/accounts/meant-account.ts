import type { Platform } from '../contracts.ts';

const KEY = 'miaohong.authorizing';

interface Meant {
  readonly platform: Platform;
  readonly accountId: string;
  /** Names the way to the platform and back; absent where the consent page's address showed none. */
  readonly state: string | null;
}

const isMeant = (value: unknown): value is Meant =>
  typeof value === 'object' && value !== null && 'platform' in value && 'accountId' in value && 'state' in value;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Keeps in the tab which account somebody left to authorise again (A2): platforms do not say it on the way back. */
export function keepMeant(store: Store, meant: Meant | undefined): void {
  try {
    if (meant) store.setItem(KEY, JSON.stringify(meant));
    else store.removeItem(KEY);
  } catch {
    // Storage is closed or full: whoever comes back begins again from the account.
  }
}

/** The account that was meant by this way back; undefined = none was named, or another way is meant. */
export function meantAccount(store: Store, platform: Platform, state: string | null): string | undefined {
  try {
    const meant: unknown = JSON.parse(store.getItem(KEY) ?? 'null');
    if (!isMeant(meant) || meant.platform !== platform) return undefined;
    // A refusal may come back without its state: then the last one that was begun here is meant.
    return state === null || meant.state === null || meant.state === state ? meant.accountId : undefined;
  } catch {
    return undefined;
  }
}

const BINDING_KEY = 'miaohong.binding';

/** Keeps in the tab which account somebody left to bind (A1): that page leads back to the console's first one. */
export function keepBinding(store: Store, accountId: string): void {
  try {
    store.setItem(BINDING_KEY, accountId);
  } catch {
    // Storage is closed or full: whoever comes back finds the account themselves.
  }
}

/** The account that was left to be bound, once. */
export function takeBinding(store: Store): string | undefined {
  try {
    const accountId = store.getItem(BINDING_KEY) ?? undefined;
    store.removeItem(BINDING_KEY);
    return accountId;
  } catch {
    return undefined;
  }
}
