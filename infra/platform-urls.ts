/** Where the real outside systems are. Locally the same variables point at simulators (architecture.md, stable surface). */
export const PLATFORM_URLS = {
  douyin: 'https://open.douyin.com',
  xiaohongshu: 'https://adapi.xiaohongshu.com',
  anthropic: 'https://api.anthropic.com',
} as const;

/** M3: the wire format of Douyin's message cards is assumed (shared/platforms/douyin/wire-components.ts): off until seen. */
export const DOUYIN_LEAD_COMPONENTS = 'off';
