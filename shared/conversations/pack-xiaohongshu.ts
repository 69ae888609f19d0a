import { NEITHER, RECEIVE_AND_SEND, RECEIVE_ONLY, RulePack, SEND_ONLY } from './pack-schema.ts';

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
  // ASSUMED: it syncs as a sendable material.
  'trade-card': SEND_ONLY,
} as const;

/** Xiaohongshu (小红书): matrix of product.md section 3, windows W4–W7. */
export const xiaohongshuPack = RulePack.parse({
  id: 'xiaohongshu-2026-03-01',
  platform: 'xiaohongshu',
  effectiveFrom: '2026-03-01',
  dayUtcOffsetMinutes: 480,
  marginMs: 1_000,
  capabilities: { enterprise: matrix, staff: matrix },
  windows: [
    // The platform's material names the enterprise account; that staff accounts may as well is ASSUMED.
    { grant: 'reply', rule: 'W6', kinds: ['enterprise', 'staff'], lengthMs: null, max: null },
    // ASSUMED A-14: within 24 hours and apart from the quota of first contact.
    { grant: 'comment', rule: 'W7', kinds: ['enterprise', 'staff'], lengthMs: 24 * 3_600_000 },
    {
      grant: 'first-contact',
      rule: 'W4',
      kinds: ['enterprise', 'staff'],
      edgeMs: 24 * 3_600_000,
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
  recallWithinMs: 2 * 60_000,
  textMaxChars: 1_000,
  // ASSUMED A-22, all of it: calls per second are unknown, so nothing is held back before the platform says "too fast"
  // (频繁, 限流, HTTP 429); these figures are where the pace begins then.
  pace: {
    account: {
      limit: null,
      startPerSecond: 1,
      floorPerSecond: 0.1,
      stepPerSecond: 0.2,
      stepMs: 10_000,
      openPerSecond: 10,
    },
    application: {
      limit: null,
      startPerSecond: 5,
      floorPerSecond: 0.5,
      stepPerSecond: 1,
      stepMs: 10_000,
      openPerSecond: 50,
    },
  },
});
