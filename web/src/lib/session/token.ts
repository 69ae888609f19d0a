/** What the sign-in library keeps in the tab's storage, as far as the console reads it itself. */
export interface StoredUser {
  readonly idToken: string | undefined;
  readonly accessToken: string | undefined;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly canRenew: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Reads a stored sign-in without the library that wrote it, so that a reload of the page need not load that library.
 * Anything unreadable counts as signed out.
 */
export function readStoredUser(stored: string | null): StoredUser | undefined {
  if (stored === null) return undefined;
  try {
    const user: unknown = JSON.parse(stored);
    if (!isRecord(user)) return undefined;
    return {
      idToken: text(user.id_token),
      accessToken: text(user.access_token),
      expiresAt: typeof user.expires_at === 'number' ? user.expires_at : 0,
      canRenew: text(user.refresh_token) !== undefined,
    };
  } catch {
    return undefined;
  }
}

const isJwt = (token: string | undefined): token is string => token !== undefined && token.split('.').length === 3;

/** The token that the API's authorizer can read: the access token if it is a JWT, else the identity token. */
export const bearerOf = (user: StoredUser): string | undefined =>
  [user.accessToken, user.idToken].find((token) => isJwt(token));

/** Whether a token will still be good when it arrives. */
export const isFresh = (user: StoredUser, nowMs: number, spareSeconds = 60): boolean =>
  user.expiresAt - spareSeconds > nowMs / 1000;
