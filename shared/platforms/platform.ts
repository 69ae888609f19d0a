import type {
  CardType,
  CustomerEvent,
  MessageBody,
  MessageCardKind,
  NameCardKind,
  Platform,
  ReplyRef,
} from '../conversations/model.ts';
import type { AccountEvent } from '../conversations/model-account-event.ts';
import type { Occasion } from '../conversations/model-rules.ts';
import type { GatePass } from './gate-pass.ts';

/**
 * What the product asks of a platform, in our words. Each platform folder implements these; field names, paths,
 * ciphers and codes never leave it. Everything here is I/O-free except `PlatformClient`.
 */

export type WebhookRequest = {
  /** Path below /webhooks/{platform}, for platforms that post to several. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as received: signatures are over these. */
  readonly rawBody: Uint8Array;
};

/** One event of a webhook, with the evidence to store beside it. */
export type ParsedEvent =
  | {
      readonly for: 'customer';
      readonly event: CustomerEvent;
      /**
       * The same fact seen from the other party, where the push does not say which of the two is hosted (a recall).
       * Every version whose account is hosted is stored.
       */
      readonly mirrored?: CustomerEvent;
    }
  | { readonly for: 'account'; readonly event: AccountEvent };

/**
 * `occurredAtMs` of an event whose signed content tells no time. Its key sorts first, so that repeats find the same
 * key (SEC3); what is stored carries the time of arrival instead.
 */
export const NO_TIME = 0;

export type WebhookOutcome =
  /** Verified. `ack` is the answer the platform expects; it is sent only after every event is stored. */
  | { readonly kind: 'accepted'; readonly events: readonly ParsedEvent[]; readonly ack: WebhookAck }
  /** An address handshake (SEC5): answered, nothing stored; an unsigned one only while no account is hosted. */
  | { readonly kind: 'handshake'; readonly signed: boolean; readonly ack: WebhookAck }
  /** Not verified, or not understandable. Nothing is stored; the log keeps `code`. */
  | { readonly kind: 'rejected'; readonly status: 400 | 401 | 413; readonly code: string };

export type WebhookAck = { readonly status: number; readonly body: string; readonly contentType: string };

/** Verifies and understands a webhook. Pure: secrets come in, nothing goes out. Never throws on any input. */
export type WebhookParser<Secrets> = (request: WebhookRequest, secrets: Secrets) => WebhookOutcome;

export type AccessGrant = {
  readonly accessToken: string;
  readonly accountPlatformId: string;
  /** Xiaohongshu staff accounts: the enterprise account whose authorisation is used; absent = the account itself. */
  readonly enterprisePlatformId?: string;
  /** Xiaohongshu: the code we gave the account when it was bound; absent = the enterprise's platform id. */
  readonly accountCode?: string;
};

export type SendRequest = {
  readonly pass: GatePass;
  readonly access: AccessGrant;
  readonly customerPlatformId: string;
  readonly body: MessageBody;
  /** The event that grants the right to send; absent where the right rests on none (W3, W7). */
  readonly replyRef?: ReplyRef | undefined;
  /** Which right is used: Douyin needs another scene for a page entry (W1) than for a reply (W2). */
  readonly occasion: Occasion;
  /** Stable per message: platforms with an idempotency key get it. */
  readonly requestId: string;
};

/** Images and videos of ours, for adapters that send them: `objectId` of a body, always of the pass's tenant. */
export interface MediaSource {
  /** An address that answers for some hours, for platforms that fetch. */
  url(tenantId: string, objectId: string, part: 'whole' | 'thumbnail'): string;
  /** The bytes, for platforms that want them; undefined = gone. @throws when they cannot be read now. */
  read(tenantId: string, objectId: string): Promise<Uint8Array | undefined>;
}

export type SendFailureClass =
  /** Permanent for this message. */
  | 'rejected'
  /** Token dead: refresh, then at most one more try. */
  | 'authorization'
  /** Authorisation revoked: only a person can help (A5). */
  | 'revoked'
  /** The platform says the window or its quota is used up (W3a): closes the window. */
  | 'window'
  /** Too fast: back off; nothing was sent. */
  | 'throttled'
  /** The account may not send at all. */
  | 'account';

export type SendOutcome =
  | { readonly kind: 'sent'; readonly platformMessageId: string }
  | {
      readonly kind: 'failed';
      readonly class: SendFailureClass;
      readonly code: string;
      readonly detail?: string;
      readonly retryAfterMs?: number;
      /** `throttled`: whose pace the platform finds too fast; absent = nobody's, it was not reached. */
      readonly overuse?: 'account' | 'application';
    }
  /** Accepted or not: nobody knows (timeout, reset, 5xx, unreadable answer). Counts as spent (W9). */
  | { readonly kind: 'unknown'; readonly code: string };

export type RecallOutcome =
  | { readonly kind: 'recalled' }
  /** `class`: what is wrong with the token, as in a send. */
  | { readonly kind: 'failed'; readonly code: string; readonly class?: 'authorization' | 'revoked' };

/** A card that the platform holds (M3); `coverUrl` is its own address of a picture, `holds` what a name card gives away. */
export type PlatformCard = {
  readonly id: string;
  readonly card: CardType;
  readonly title: string;
  readonly coverUrl?: string;
  readonly holds?: NameCardKind;
};

/** A message card of Douyin (M3): it can be seen here and not be sent. */
export type MessageCard = { readonly id: string; readonly kind: MessageCardKind; readonly title: string };

export type Authorization = {
  readonly accountPlatformId: string;
  readonly accountName?: string;
  readonly avatarUrl?: string;
  readonly subject?: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly accessExpiresAtMs: number;
  readonly refreshExpiresAtMs: number;
  /** Douyin: how often the refresh token was renewed (at most 5). */
  readonly renewals?: number;
};

export type AuthorizationFailure = { readonly kind: 'failed'; readonly code: string; readonly permanent: boolean };

export interface CardList {
  readonly cards: readonly PlatformCard[];
  /** Absent: the platform has none, or is not asked. */
  readonly messageCards?: readonly MessageCard[];
  /** False: the platform holds more than was read. */
  readonly complete: boolean;
}

/** Talks to the platform. Every call sets its own time limit; none retries a send by itself. */
export interface PlatformClient {
  readonly platform: Platform;
  /** @throws {TypeError} without a pass of the gate (W10), before anything leaves. */
  send(request: SendRequest): Promise<SendOutcome>;
  recall(
    access: AccessGrant,
    request: {
      readonly platformMessageId: string;
      readonly replyRef?: ReplyRef;
      /** Xiaohongshu names the receiver. */
      readonly customerPlatformId?: string;
    },
  ): Promise<RecallOutcome>;
  /** @throws {Unavailable} */
  listCards(access: AccessGrant): Promise<CardList>;
  /** The consent page's address (A1). */
  authorizeUrl(request: { readonly state: string; readonly redirectUri: string }): string;
  /** A1: the second step where a platform has one: the page on which the operator binds the account to this tool. */
  bindUrl?(request: { readonly accountCode: string; readonly nonce: string; readonly expiresAtMs: number }): string;
  exchangeCode(code: string): Promise<{ kind: 'authorized'; authorization: Authorization } | AuthorizationFailure>;
  refresh(current: Authorization): Promise<{ kind: 'authorized'; authorization: Authorization } | AuthorizationFailure>;
}
