import { expect, test, vi } from 'vitest';
import { withinMs } from './time-limit.ts';

const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

test('what takes too long is told to end, as a timeout', async () => {
  vi.useFakeTimers();
  try {
    const run = withinMs(5_000, never).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await run).toMatchObject({ name: 'TimeoutError' });
  } finally {
    vi.useRealTimers();
  }
});

test('what ended leaves no timer behind, however it ended', async () => {
  vi.useFakeTimers();
  try {
    expect(await withinMs(5_000, async () => 'done')).toBe('done');
    await expect(withinMs(5_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
