import * as z from 'zod';
import { defaultPort, credentialDefaults as local } from '../local/defaults.ts';

/** What the twins read from their environment. Names and defaults are those of the local runtime. */
export const SimulatorEnv = z.object({
  DOUYIN_CLIENT_KEY: z.string().min(1).default(local.DOUYIN_CLIENT_KEY),
  DOUYIN_CLIENT_SECRET: z.string().min(1).default(local.DOUYIN_CLIENT_SECRET),
  DOUYIN_WEBHOOK_URL: z.url(),
  DOUYIN_WEBHOOK_KEY: z.string().default(''),
  XIAOHONGSHU_APP_ID: z.coerce.number<string>().int().default(Number(local.XIAOHONGSHU_APP_ID)),
  XIAOHONGSHU_APP_SECRET: z.string().min(1).default(local.XIAOHONGSHU_APP_SECRET),
  XIAOHONGSHU_MESSAGE_KEY: z
    .string()
    .regex(/^[0-9a-f]{32}$/i)
    .default(local.XIAOHONGSHU_MESSAGE_KEY),
  XIAOHONGSHU_LEAD_TOKEN: z.string().default(local.XIAOHONGSHU_LEAD_TOKEN),
  XIAOHONGSHU_WEBHOOK_URL: z.url(),
  XIAOHONGSHU_WEBHOOK_KEY: z.string().default(''),
  /** Where Xiaohongshu posts lead records of the second family; empty = the merchant did not set it up. */
  XIAOHONGSHU_LEAD_WEBHOOK_URL: z.string().default(''),
});
export type SimulatorEnv = z.output<typeof SimulatorEnv>;

/** The environment with what is missing filled in; the product is taken to live on the port before `port`. */
export function readSimulatorEnv(env: Readonly<Record<string, string | undefined>>, port: number): SimulatorEnv {
  const product = `http://127.0.0.1:${port > 1 ? port - 1 : defaultPort}/webhooks`;
  return SimulatorEnv.parse({
    ...env,
    DOUYIN_WEBHOOK_URL: env.DOUYIN_WEBHOOK_URL ?? `${product}/douyin`,
    XIAOHONGSHU_WEBHOOK_URL: env.XIAOHONGSHU_WEBHOOK_URL ?? `${product}/xiaohongshu`,
  });
}

/** A callback address with its unguessable last part (SEC6). */
export function callbackAddress(base: string, key: string): string {
  const trimmed = base.replace(/\/+$/, '');
  return key === '' || trimmed.endsWith(`/${key}`) ? trimmed : `${trimmed}/${key}`;
}
