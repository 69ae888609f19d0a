import * as z from 'zod';

/** What the twins read from their environment. Names and defaults are those of the local runtime. */
export const SimulatorEnv = z.object({
  DOUYIN_CLIENT_KEY: z.string().min(1).default('local-douyin-key'),
  DOUYIN_CLIENT_SECRET: z.string().min(1).default('local-douyin-secret-0123456789ab'),
  DOUYIN_WEBHOOK_URL: z.url().default('http://127.0.0.1:8080/webhooks/douyin'),
  DOUYIN_WEBHOOK_KEY: z.string().default(''),
  XIAOHONGSHU_APP_ID: z.coerce.number<string>().int().default(1187),
  XIAOHONGSHU_APP_SECRET: z.string().min(1).default('local-xiaohongshu-secret'),
  XIAOHONGSHU_MESSAGE_KEY: z
    .string()
    .regex(/^[0-9a-f]{32}$/i)
    .default('8f3a1c5e7b9d0246a1b2c3d4e5f60718'),
  XIAOHONGSHU_LEAD_TOKEN: z.string().default('local-lead-token'),
  XIAOHONGSHU_WEBHOOK_URL: z.url().default('http://127.0.0.1:8080/webhooks/xiaohongshu'),
  XIAOHONGSHU_WEBHOOK_KEY: z.string().default(''),
  /** Where Xiaohongshu posts lead records of the second family; empty = the merchant did not set it up. */
  XIAOHONGSHU_LEAD_WEBHOOK_URL: z.string().default(''),
});
export type SimulatorEnv = z.output<typeof SimulatorEnv>;

/** A callback address with its unguessable last part (SEC6). */
export function callbackAddress(base: string, key: string): string {
  const trimmed = base.replace(/\/+$/, '');
  return key === '' || trimmed.endsWith(`/${key}`) ? trimmed : `${trimmed}/${key}`;
}
