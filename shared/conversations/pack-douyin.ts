import { readPack } from './pack-durations.ts';
import { MUTUAL_BOTH, MUTUAL_RECEIVE, NEITHER, RECEIVE_AND_SEND, RECEIVE_ONLY, SEND_ONLY } from './pack-schema.ts';

/** Douyin (抖音): matrix of product.md section 3, windows W1–W3a. W3 rests on a mini-app's authorisation event. */
export const douyinPack = readPack({
  id: 'douyin-2026-03-01',
  platform: 'douyin',
  effectiveFrom: '2026-03-01',
  dayUtcOffsetMinutes: 480,
  margin: '1s',
  capabilities: {
    enterprise: {
      text: RECEIVE_AND_SEND,
      image: RECEIVE_AND_SEND,
      video: RECEIVE_ONLY,
      link: RECEIVE_ONLY,
      'gif-emoji': NEITHER,
      'basic-emoji': RECEIVE_AND_SEND,
      'phone-collect-card': SEND_ONLY,
      'name-card': NEITHER,
      'landing-page': NEITHER,
      note: NEITHER,
      'lead-card': NEITHER,
      'trade-card': NEITHER,
    },
    staff: {
      text: RECEIVE_AND_SEND,
      image: MUTUAL_BOTH,
      video: MUTUAL_RECEIVE,
      link: RECEIVE_ONLY,
      'gif-emoji': NEITHER,
      'basic-emoji': MUTUAL_BOTH,
      'phone-collect-card': NEITHER,
      'name-card': NEITHER,
      'landing-page': NEITHER,
      note: NEITHER,
      'lead-card': NEITHER,
      'trade-card': NEITHER,
    },
  },
  windows: [
    {
      grant: 'reply',
      rule: 'W2',
      kinds: ['enterprise', 'staff'],
      length: '24h',
      max: null,
      assumed: {
        'zh-CN': '有服务商说每次客户发言后最多 6 条；平台页面没有写，默认不限。遇到 28003070 的账号可在这里写上。',
        en: 'Integrators report at most 6 after each message of the customer; no page of the platform says so, and there is no cap. Write one here where accounts meet 28003070.',
      },
    },
    {
      grant: 'entry',
      rule: 'W1',
      kinds: ['enterprise', 'staff'],
      length: '30s',
      max: 3,
      perDay: 3,
      spacing: '1h',
    },
    {
      grant: 'proactive',
      rule: 'W3',
      kinds: ['enterprise', 'staff'],
      max: 3,
      touch: '10m',
      assumed: {
        'zh-CN': '平台只说每天一次、一到三条；多久之内算“一次”是我们的估计。',
        en: 'The platform says once a day and one to three messages; how long “once” lasts is our guess.',
      },
    },
  ],
  closedRule: 'W3',
  closedByPlatformRule: 'W3a',
  minAdSpend30dYuan: { enterprise: 0, staff: 0 },
  intentCommentsMinAdSpend30dYuan: 0,
  recallWithin: null,
  textMaxChars: 1_000,
  pace: {
    account: {
      limit: null,
      startPerSecond: 5,
      floorPerSecond: 0.2,
      stepPerSecond: 1,
      step: '10s',
      openPerSecond: 50,
    },
    application: {
      limit: null,
      startPerSecond: 50,
      floorPerSecond: 1,
      stepPerSecond: 5,
      step: '10s',
      openPerSecond: 500,
    },
    assumed: {
      'zh-CN':
        '没有页面写明每秒可发多少条：平台说“过快”（28003018、28001052、HTTP 429）之前不限速，之后从这里的数字开始。',
      en: 'No page states how many messages a second are allowed: nothing is held back before the platform says “too fast” (28003018, 28001052, HTTP 429); from then on the pace begins at these figures.',
    },
  },
});
