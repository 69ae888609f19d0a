import { test } from '@playwright/test';
import { type StandIn, startStandIn } from './stand-in.ts';

/** A stand-in for the tests of one file: it runs while they do, and is as it was at first before each of them. */
export function besideStandIn(conversations: number): Omit<StandIn, 'stop'> {
  let running: StandIn | undefined;
  const server = (): StandIn => {
    if (!running) throw new Error('the stand-in runs while tests do');
    return running;
  };
  test.beforeAll(async () => {
    running = await startStandIn(conversations);
  });
  test.afterAll(() => running?.stop());
  test.beforeEach(() => server().steer({ reset: true }));
  return {
    get origin() {
      return server().origin;
    },
    steer: (command) => server().steer(command),
    signIn: (page) => server().signIn(page),
  };
}
