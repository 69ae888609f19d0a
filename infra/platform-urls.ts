/** Where the real outside systems are. Locally the same variables point at simulators (architecture.md, stable surface). */
export const PLATFORM_URLS = {
  douyin: 'https://open.douyin.com',
  xiaohongshu: 'https://adapi.xiaohongshu.com',
  anthropic: 'https://api.anthropic.com',
} as const;
