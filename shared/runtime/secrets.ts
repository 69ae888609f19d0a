import * as z from 'zod';
import { clock } from './clock.ts';
import { Unavailable } from './errors.ts';

/**
 * The application's credentials, one JSON document in AWS Secrets Manager. Locally the document is composed from
 * environment variables of the same meaning (infra/local/defaults.ts lists names and defaults).
 */
export const AppSecrets = z.object({
  douyin: z.object({
    clientKey: z.string().min(1),
    clientSecret: z.string().min(1),
    /** SEC6: unguessable last part of the webhook address; empty = /webhooks/douyin itself. */
    webhookKey: z.string(),
  }),
  xiaohongshu: z.object({
    appId: z.number().int(),
    secret: z.string().min(1),
    /** 32 hex characters: AES-128 key of message contents. */
    messageKey: z.string().regex(/^[0-9a-f]{32}$/i),
    /** Token that signs lead webhooks (family B). */
    leadToken: z.string(),
    webhookKey: z.string(),
  }),
  /** Signs live tickets and OAuth states. */
  signingKey: z.string().min(16),
  anthropicApiKey: z.string(),
});
export type AppSecrets = z.infer<typeof AppSecrets>;

/**
 * What a fresh deployment holds until somebody fills the secret in (infra/storage.ts). Everybody can read these, so
 * nothing that is signed or sealed with them proves anything.
 */
export const UNSET = 'unset';
export const UNSET_MESSAGE_KEY = '0'.repeat(32);

const LIFE_MS = 5 * 60_000;

/** Reads the document by `read` at most once per five minutes and instance. @throws {Unavailable} */
export function createSecrets(read: () => Promise<string | undefined>): () => Promise<AppSecrets> {
  let cached: { value: Promise<AppSecrets>; untilMs: number } | undefined;
  const load = async (): Promise<AppSecrets> => {
    const parsed = AppSecrets.safeParse(JSON.parse((await read()) ?? 'null'));
    if (!parsed.success) throw new Unavailable('secrets.invalid', 'the application secrets are incomplete');
    return parsed.data;
  };
  return () => {
    if (cached && cached.untilMs > clock.now()) return cached.value;
    const value = load();
    cached = { value, untilMs: clock.now() + LIFE_MS };
    value.catch(() => {
      cached = undefined;
    });
    return value;
  };
}
