import { cpus } from 'node:os';

/** Looking costs a third of a millisecond. */
const LOOK_MS = 100;

/** Share of processor time that nobody used since the last look, or the answer of then while that is fresh. */
export function watchProcessors(): { idleShare(): number } {
  const read = () =>
    cpus().reduce(
      (sum, { times }) => ({
        idle: sum.idle + times.idle,
        all: sum.all + times.idle + times.user + times.sys + times.nice,
      }),
      { idle: 0, all: 0 },
    );
  let [before, readAtMs, share] = [read(), performance.now(), 1];
  return {
    idleShare() {
      if (performance.now() - readAtMs < LOOK_MS) return share;
      const now = read();
      if (now.all > before.all) share = (now.idle - before.idle) / (now.all - before.all);
      [before, readAtMs] = [now, performance.now()];
      return share;
    },
  };
}
