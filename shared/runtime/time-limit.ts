/**
 * Runs something that takes a signal, for at most so long. Unlike `AbortSignal.timeout` it forgets the signal, and whatever
 * listens to it, with the run instead of with the limit: a model's limit is a minute, and its runs are many (SPEED3).
 *
 * @throws what `run` throws; on the limit that is as a rule the signal's reason, a `TimeoutError`.
 */
export async function withinMs<T>(limitMs: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new DOMException('no answer in time', 'TimeoutError'));
  }, limitMs);
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
