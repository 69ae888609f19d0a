import { readPack } from './pack-durations.ts';
import { NEITHER, RECEIVE_AND_SEND, RECEIVE_ONLY, SEND_ONLY } from './pack-schema.ts';

const matrix = {
  text: RECEIVE_AND_SEND,
  image: RECEIVE_AND_SEND,
  video: RECEIVE_AND_SEND,
  link: RECEIVE_ONLY,
  'gif-emoji': RECEIVE_ONLY,
  'basic-emoji': RECEIVE_AND_SEND,
  'phone-collect-card': NEITHER,
  'name-card': SEND_ONLY,
  'landing-page': SEND_ONLY,
  note: SEND_ONLY,
  'lead-card': SEND_ONLY,
  'trade-card': {
    ...SEND_ONLY,
    assumed: {
      'zh-CN': '估计交易卡会作为可发送的素材同步过来。',
      en: 'That it syncs as a material that may be sent is our guess.',
    },
  },
} as const;

/** Xiaohongshu (小红书): matrix of product.md section 3, windows W4–W7. */
export const xiaohongshuPack = readPack({
  id: 'xiaohongshu-2026-03-01',
  platform: 'xiaohongshu',
  effectiveFrom: '2026-03-01',
  dayUtcOffsetMinutes: 480,
  margin: '1s',
  capabilities: { enterprise: matrix, staff: matrix },
  windows: [
    {
      grant: 'reply',
      rule: 'W6',
      kinds: ['enterprise', 'staff'],
      length: null,
      max: null,
      assumed: {
        'zh-CN': '平台资料只写了企业号；员工号同样适用是我们的估计。',
        en: 'The platform’s material names the enterprise account; that staff accounts may as well is our guess.',
      },
    },
    {
      grant: 'comment',
      rule: 'W7',
      kinds: ['enterprise', 'staff'],
      length: '24h',
      assumed: {
        'zh-CN': '24 小时之内、不占首次触达的条数，都是我们的估计（A-14）。',
        en: 'Within 24 hours, and apart from the quota of first contact, are our guesses (A-14).',
      },
    },
    {
      grant: 'first-contact',
      rule: 'W4',
      kinds: ['enterprise', 'staff'],
      edge: '24h',
      beforeEdge: [
        { content: 'text', needsHighWeight: false },
        { content: 'any', needsHighWeight: true },
      ],
      afterEdge: [{ content: 'any', needsHighWeight: false }],
      followersRule: 'W5',
    },
  ],
  closedRule: 'W4',
  closedByPlatformRule: 'W3a',
  minAdSpend30dYuan: { enterprise: 0, staff: 1_000 },
  intentCommentsMinAdSpend30dYuan: 3_000,
  recallWithin: '2m',
  textMaxChars: 1_000,
  pace: {
    account: {
      limit: null,
      startPerSecond: 1,
      floorPerSecond: 0.1,
      stepPerSecond: 0.2,
      step: '10s',
      openPerSecond: 10,
    },
    application: {
      limit: null,
      startPerSecond: 5,
      floorPerSecond: 0.5,
      stepPerSecond: 1,
      step: '10s',
      openPerSecond: 50,
    },
    assumed: {
      'zh-CN': '每秒可调用几次不得而知（A-22）：平台说“频繁”“限流”或 HTTP 429 之前不限速，之后从这里的数字开始。',
      en: 'Calls per second are unknown (A-22): nothing is held back before the platform says “too fast” (频繁, 限流, HTTP 429); from then on the pace begins at these figures.',
    },
  },
});
