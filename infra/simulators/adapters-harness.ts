import { expect, vi } from 'vitest';
import type { CustomerEvent } from '../../shared/conversations/model.ts';
import { createDouyinClient } from '../../shared/platforms/douyin/client.ts';
import { parseDouyinWebhook } from '../../shared/platforms/douyin/webhook.ts';
import type { ParsedEvent, WebhookOutcome } from '../../shared/platforms/platform.ts';
import { createXiaohongshuClient } from '../../shared/platforms/xiaohongshu/client.ts';
import { parseXiaohongshuWebhook } from '../../shared/platforms/xiaohongshu/webhook.ts';
import { http, ids } from '../../shared/runtime/system.ts';
import { credentialDefaults } from '../local/defaults.ts';
import { startTrial, type Trial } from './trial.ts';

const {
  DOUYIN_CLIENT_KEY,
  DOUYIN_CLIENT_SECRET,
  XIAOHONGSHU_APP_ID,
  XIAOHONGSHU_APP_SECRET,
  XIAOHONGSHU_MESSAGE_KEY,
  XIAOHONGSHU_LEAD_TOKEN,
} = credentialDefaults;
const douyinSecrets = { clientKey: DOUYIN_CLIENT_KEY, clientSecret: DOUYIN_CLIENT_SECRET, webhookKey: '' };
const xiaohongshuSecrets = {
  appId: Number(XIAOHONGSHU_APP_ID),
  secret: XIAOHONGSHU_APP_SECRET,
  messageKey: XIAOHONGSHU_MESSAGE_KEY,
  leadToken: XIAOHONGSHU_LEAD_TOKEN,
  webhookKey: '',
};

/** Both platforms' twins with our own adapters: clients that call them, and what their webhooks told, understood. */
export async function meetTwins() {
  const trial = await startTrial();
  const allEvents = (): readonly ParsedEvent[] =>
    trial.received.map(understand).flatMap((outcome) => {
      if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
      return outcome.events;
    });
  /** Waits until an event of that kind arrived. */
  const eventOf = async (kind: string): Promise<ParsedEvent> => {
    await vi.waitFor(() => expect(allEvents().map(({ event }) => event.kind)).toContain(kind), 20_000);
    const found = allEvents().findLast(({ event }) => event.kind === kind);
    if (!found) throw new Error(kind);
    return found;
  };
  const customerEventOf = async (kind: CustomerEvent['kind']): Promise<CustomerEvent> => {
    const parsed = await eventOf(kind);
    if (parsed.for !== 'customer') throw new Error(kind);
    return parsed.event;
  };
  const of = { http, clock: trial.clock };
  return {
    trial,
    eventOf,
    customerEventOf,
    douyin: createDouyinClient({ ...of, baseUrl: `${trial.origin}/douyin`, secrets: douyinSecrets }),
    xiaohongshu: createXiaohongshuClient({
      ...of,
      ids,
      baseUrl: `${trial.origin}/xiaohongshu`,
      secrets: xiaohongshuSecrets,
    }),
  };
}

function understand({ path, headers, raw }: Trial['received'][number]): WebhookOutcome {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const [, , platform, ...rest] = path.split('/');
  const request = { path: `/${rest.join('/')}`, headers: plain, rawBody: raw };
  return platform === 'douyin'
    ? parseDouyinWebhook(request, douyinSecrets)
    : parseXiaohongshuWebhook(request, xiaohongshuSecrets);
}
