import * as z from 'zod';

/**
 * Environment of every function. The same schema parses it at cold start and types the CDK construct's `environment`,
 * so a variable that is read but not deployed does not compile (style.md section 8).
 */

const Common = z.object({ TABLE_NAME: z.string().min(1), STAGE: z.string().min(1) });
const Platforms = z.object({ DOUYIN_API_URL: z.url(), XIAOHONGSHU_API_URL: z.url() });
/** M3: whether Douyin is asked for message cards; off until one real answer was seen. */
const Components = z.object({ DOUYIN_LEAD_COMPONENTS: z.enum(['on', 'off']) });
const Secrets = z.object({ SECRETS_ARN: z.string().min(1) });
const Fields = z.object({ FIELD_KEY_ARN: z.string().min(1) });

/** POST /webhooks/{platform}/… → the event log. */
export const WebhooksEnv = Common.extend(Secrets.shape).extend(Fields.shape);

/** /api/v1/… */
export const ApiEnv = Common.extend(Secrets.shape)
  .extend(Fields.shape)
  .extend(Platforms.shape)
  .extend(Components.shape)
  .extend({
    /** The console's origin: OAuth redirects return there. */
    CONSOLE_URL: z.url(),
    MEDIA_BUCKET: z.string().min(1),
    /** Assumed for the tenant of each request (SEC10). */
    TENANT_ROLE_ARN: z.string().min(1),
    OIDC_AUTHORITY: z.url(),
    OIDC_CLIENT_ID: z.string().min(1),
    /** Where people are invited (X1). */
    USER_POOL_ID: z.string().min(1),
    DEMO: z.enum(['on', 'off']),
  });

/** WebSocket $connect, $disconnect, $default. */
export const LiveEnv = Common.extend(Secrets.shape).extend({ LIVE_ENDPOINT: z.url() });

/** Table stream, events → conversations. */
export const ConversationEnv = Common.extend(Fields.shape);

/** Table stream, everything else → queues, bus, consoles. */
export const ReactionsEnv = Common.extend({
  OUTBOUND_QUEUE_URL: z.url(),
  AGENT_QUEUE_URL: z.url(),
  TIMERS_QUEUE_URL: z.url(),
  EVENT_BUS_NAME: z.string().min(1),
  LIVE_ENDPOINT: z.url(),
});

/** Outbound queue → platforms. */
export const SenderEnv = Common.extend(Secrets.shape)
  .extend(Fields.shape)
  .extend(Platforms.shape)
  .extend({ MEDIA_BUCKET: z.string().min(1) });

/** Agent queue → model. */
export const AgentEnv = Common.extend(Secrets.shape).extend({
  ANTHROPIC_BASE_URL: z.url(),
});

/** Timers queue: sweeper and token refresh. */
export const TimersEnv = Common.extend(Secrets.shape)
  .extend(Fields.shape)
  .extend(Platforms.shape)
  .extend(Components.shape)
  .extend({ OUTBOUND_QUEUE_URL: z.url(), AGENT_QUEUE_URL: z.url(), MEDIA_BUCKET: z.string().min(1) });

/** Event bus → notices that people see. */
export const NoticesEnv = Common;

/** Parses a function's environment once; names the variable that is wrong. @throws {Error} */
export function readEnv<T extends z.ZodType>(schema: T): z.output<T> {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) throw new Error(`environment: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
