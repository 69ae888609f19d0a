import {
  MUTUAL_BOTH,
  MUTUAL_RECEIVE,
  NEITHER,
  RECEIVE_AND_SEND,
  RECEIVE_ONLY,
  RulePack,
  SEND_ONLY,
} from './pack-schema.ts';

/** Douyin (抖音): matrix of product.md section 3, windows W1–W3a. W3 rests on a mini-app's authorisation event. */
export const douyinPack = RulePack.parse({
  id: 'douyin-2026-03-01',
  platform: 'douyin',
  effectiveFrom: '2026-03-01',
  dayUtcOffsetMinutes: 480,
  marginMs: 1_000,
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
    // Integrators report a cap of 6; the product's rule is none. Switch it on here where an account meets 28003070.
    { grant: 'reply', rule: 'W2', kinds: ['enterprise', 'staff'], lengthMs: 24 * 3_600_000, max: null },
    {
      grant: 'entry',
      rule: 'W1',
      kinds: ['enterprise', 'staff'],
      lengthMs: 30_000,
      max: 3,
      perDay: 3,
      spacingMs: 3_600_000,
    },
    // ASSUMED: what "one touch" is; the platform says once a day and one to three messages.
    { grant: 'proactive', rule: 'W3', kinds: ['enterprise', 'staff'], max: 3, touchMs: 10 * 60_000 },
  ],
  closedRule: 'W3',
  closedByPlatformRule: 'W3a',
  minAdSpend30dYuan: { enterprise: 0, staff: 0 },
  intentCommentsMinAdSpend30dYuan: 0,
  recallWithinMs: null,
  textMaxChars: 1_000,
  // ASSUMED, all of it: no page states how many messages a second are allowed, so nothing is held back before the
  // platform says "too fast" (28003018, 28001052, HTTP 429); these figures are where the pace begins then.
  pace: {
    account: {
      limit: null,
      startPerSecond: 5,
      floorPerSecond: 0.2,
      stepPerSecond: 1,
      stepMs: 10_000,
      openPerSecond: 50,
    },
    application: {
      limit: null,
      startPerSecond: 50,
      floorPerSecond: 1,
      stepPerSecond: 5,
      stepMs: 10_000,
      openPerSecond: 500,
    },
  },
});
