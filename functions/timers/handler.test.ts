import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { TimerJob } from '../../shared/contracts/queues.ts';
import { createHandler, type TimersDeps } from './handler.ts';

/** Every part that a job may run, by name. */
function timers(failing?: string) {
  const ran: string[] = [];
  const run = (name: string) => async () => {
    ran.push(name);
    if (name === failing) throw new Error(name);
  };
  const silent = () => undefined;
  const deps: TimersDeps = {
    log: { debug: silent, info: silent, warn: silent, error: silent },
    clock: { now: () => 1_780_000_000_000 },
    sweep: run('sweep'),
    returnWork: run('returnWork'),
    remind: run('remind'),
    sweepJobs: run('sweepJobs'),
    runJob: run('runJob'),
    refreshTokens: run('refreshTokens'),
    lookAfterAccount: run('lookAfterAccount'),
    lookAfterDue: run('lookAfterDue'),
    foretellEnds: run('foretellEnds'),
    mendWaits: run('mendWaits'),
    sealAudit: run('sealAudit'),
    indexSearch: run('indexSearch'),
  };
  const handler = createHandler(deps);
  const handle = (...jobs: readonly TimerJob[]) => {
    const Records = jobs.map((job, at) => ({ messageId: `m${at}`, body: JSON.stringify(job), attributes: {} }));
    return handler({ Records } as SQSEvent, {} as Context);
  };
  return { ran, handle };
}

test.each([
  ['refresh-tokens', 'refreshTokens'],
  ['look-after', 'lookAfterDue'],
  ['foretell-ends', 'foretellEnds'],
  ['mend-waits', 'mendWaits'],
  ['index-search', 'indexSearch'],
  ['seal-audit', 'sealAudit'],
] as const)('A2: the job %s runs its own part alone: none takes the minute of another', async (kind, part) => {
  const { ran, handle } = timers();
  expect(await handle({ kind })).toEqual({ batchItemFailures: [] });
  expect(ran).toEqual([part]);
});

test('A2: tokens that cannot be renewed keep nobody from being looked after', async () => {
  const { ran, handle } = timers('refreshTokens');
  const answer = await handle({ kind: 'refresh-tokens' }, { kind: 'look-after' });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(ran.sort()).toEqual(['lookAfterDue', 'refreshTokens']);
});
