import { createHash } from 'node:crypto';
import type { Platform } from '../conversations/model.ts';
import { InvalidInput, NotAllowed, RuleViolation } from '../runtime/errors.ts';
import type { Clock, Ids } from '../runtime/ports.ts';
import { openSignedText, signText } from '../runtime/signed-text.ts';
import type { AccountClient } from './platform-clients.ts';
import { judgeState, OAuthState, STATE_LIFE_MS } from './rules-oauth-state.ts';
import type { OAuthStateStore } from './store-oauth-states.ts';

const PURPOSE = 'oauth-state';
const NONCE_BYTES = 18;

export interface StateDeps {
  readonly states: OAuthStateStore;
  readonly signingKey: () => Promise<string>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface BeginDeps extends StateDeps {
  readonly clients: Readonly<Record<Platform, Pick<AccountClient, 'authorizeUrl'>>>;
  /** The console's origin; nothing a caller says moves the redirect (A2). */
  readonly consoleUrl: string;
}

interface Who {
  readonly tenantId: string;
  readonly memberId: string;
}

const hashOf = (state: string): string => createHash('sha256').update(state).digest('base64url');

/** Where a platform's consent page returns to: fixed, only the platform's own name varies. */
export const redirectUriOf = (consoleUrl: string, platform: Platform): string =>
  `${consoleUrl.replace(/\/$/, '')}/accounts/return/${platform}`;

/**
 * A1: the address of the platform's consent page, with a state that works once, for this member, for 15 minutes. Where an
 * account is named, no other one is hosted by it (A2).
 */
export async function beginAuthorization(
  deps: BeginDeps,
  who: Who,
  platform: Platform,
  accountId?: string,
): Promise<string> {
  const expiresAtMs = deps.clock.now() + STATE_LIFE_MS;
  const nonce = Buffer.from(deps.ids.bytes(NONCE_BYTES)).toString('base64url');
  const { tenantId, memberId } = who;
  const named = accountId === undefined ? {} : { accountId };
  const payload: OAuthState = { nonce, tenantId, memberId, platform, expiresAtMs, ...named };
  const state = signText(await deps.signingKey(), PURPOSE, JSON.stringify(payload));
  await deps.states.put(hashOf(state), expiresAtMs);
  return deps.clients[platform].authorizeUrl({ state, redirectUri: redirectUriOf(deps.consoleUrl, platform) });
}

/**
 * A2: checks what came back from the consent page and uses it up; answers what it was made for.
 *
 * @throws {InvalidInput} `oauth.state-forged`: we never signed it.
 * @throws {NotAllowed} `oauth.state-foreign`: another member or tenant asked for it.
 * @throws {RuleViolation} `oauth.state-expired`, `oauth.state-other-platform`, `oauth.state-used`.
 */
export async function useState(deps: StateDeps, who: Who, platform: Platform, text: string): Promise<OAuthState> {
  const payload = openSignedText(await deps.signingKey(), PURPOSE, text);
  if (payload === undefined) {
    throw new InvalidInput('oauth.state-forged', 'this state was not made here', { field: 'state', rule: 'A2' });
  }
  const state = OAuthState.parse(JSON.parse(payload));
  const verdict = judgeState(state, who, platform, deps.clock.now());
  if (verdict.kind === 'refuse') {
    if (verdict.code === 'oauth.state-foreign') {
      throw new NotAllowed(verdict.code, 'somebody else began this authorisation', { rule: 'A2' });
    }
    throw new RuleViolation(verdict.code, 'this authorisation must be begun again', { field: 'state', rule: 'A2' });
  }
  if (!(await deps.states.consume(hashOf(text), state.expiresAtMs))) {
    throw new RuleViolation('oauth.state-used', 'this authorisation was finished already', {
      field: 'state',
      rule: 'A2',
    });
  }
  return state;
}
