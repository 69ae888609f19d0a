import * as z from 'zod';
import type { SimulatorClock } from './clock.ts';
import type { Delivery } from './core/delivery.ts';
import type { Faults } from './core/faults.ts';
import type { Ledger } from './core/ledger.ts';
import { type Body, type Conversation, type Message, type PlatformName, Source, type Who } from './core/model.ts';
import type { Post } from './core/post.ts';
import type { Store } from './core/store.ts';
import type { World } from './core/world.ts';
import type { SimulatorEnv } from './credentials.ts';
import type { Router } from './http/router.ts';

/** What a platform's twin gets from the server that hosts it. */
export type TwinDeps = {
  readonly clock: SimulatorClock;
  readonly env: SimulatorEnv;
  readonly store: Store;
  readonly post: Post;
  readonly router: Router;
  /** Absolute address of the server, known once it listens. */
  readonly origin: () => string;
};

/** Adjustable while running, by the control API. */
export const Settings = z.object({
  /** Base address of the product's webhooks. */
  webhookUrl: z.string(),
  /** Xiaohongshu: address of the merchant's own lead webhook (family B); empty = none. */
  leadWebhookUrl: z.string(),
  /** Douyin: replies per 24 h window; null = unlimited, 6 as integrators report. */
  maxPerWindow: z.number().int().min(1).nullable(),
  /** Douyin: numbers in cards arrive as 138****8000. */
  maskPhones: z.boolean(),
  /** Xiaohongshu: a number typed in the chat becomes a lead by itself. */
  autoCapture: z.boolean(),
  /** How long a lead record follows its card. */
  leadDelayMs: z.number().int().min(0),
});
export type Settings = z.infer<typeof Settings>;

export const EnterOptions = z.object({ source: Source.default('profile'), silent: z.boolean().default(false) });
export type EnterOptions = z.infer<typeof EnterOptions>;

export const LeadValues = z.object({
  name: z.string().default(''),
  phone: z.string().default(''),
  wechat: z.string().default(''),
  city: z.string().default(''),
});
export type LeadValues = z.infer<typeof LeadValues>;

/** What people do with their phones. Each may push webhooks; none is refused for windows, which bind tools only. */
export interface Acts {
  enter(who: Who, options: EnterOptions): { readonly entryId: string; readonly granted: boolean };
  leave(who: Who): void;
  say(who: Who, body: Body): Message;
  fillCard(who: Who, messageId: string, values: LeadValues): void;
  copyCard(who: Who, messageId: string): void;
  follow(who: Who, state: { readonly follows: boolean; readonly mutual: boolean }): void;
  /** The customer withdraws an own message. */
  recall(who: Who, messageId: string): void;
  merchantSay(who: Who, body: Body): Message;
  merchantRecall(who: Who, messageId: string): void;
  /** Xiaohongshu only: a comment that the platform judges to show intent. */
  comment?(who: Who, text: string): { readonly commentId: string };
  /** Douyin only: the customer lets the account write of its own accord for so many days, or takes that back. */
  consent?(who: Who, given: boolean, days: number): void;
}

/** The platform's own verdict on a send at this moment, for the page and for tests. */
export type Standing = {
  readonly open: boolean;
  readonly rule: string;
  readonly text: string;
  readonly untilMs?: number;
  readonly left?: number;
};

export interface AuthorizationStanding {
  readonly accountId: string;
  readonly state: 'none' | 'consented' | 'active' | 'expired' | 'revoked';
  readonly accessExpiresAtMs?: number;
  readonly refreshExpiresAtMs?: number;
}

export interface Twin {
  readonly name: PlatformName;
  readonly world: World;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly delivery: Delivery;
  readonly acts: Acts;
  settings: Settings;
  standing(conversation: Conversation): Standing;
  authorization(accountId: string): AuthorizationStanding;
  /** The owner takes the authorisation back in the app; `silent` = the event is lost. */
  revoke(accountId: string, silent: boolean): void;
  /** The access token of an account dies now; the refresh token stays good. */
  expireToken(accountId: string): void;
  /** Where the page finds a picture that was uploaded to the platform. */
  mediaPath?(id: string): string | undefined;
  /** Posts anything to the product's webhook, signed or not, and answers what came back. */
  rawPush(request: RawPush): Promise<{ status: number; body: string }>;
  resume(): void;
  reset(): void;
  stop(): void;
}

export const RawPush = z.object({
  /** Below the webhook address. */
  path: z.string().default(''),
  headers: z.record(z.string(), z.string()).default({}),
  /** The exact body; JSON values are written as JSON. */
  body: z.unknown(),
  sign: z.boolean().default(true),
});
export type RawPush = z.infer<typeof RawPush>;

export const rawBody = (body: unknown): Buffer =>
  Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null), 'utf8');
