import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { RuntimeStore } from './runtime-store.ts';
import type { InvokeResult, LocalClock, Template } from './types.ts';

export interface AsyncInvocations {
  /** Resolves when the event is durable; it then runs, also after a restart. */
  invoke(functionId: string, payload: unknown): Promise<void>;
  stop(): void;
}

export interface AsyncParts {
  readonly store: RuntimeStore;
  readonly clock: LocalClock;
  readonly template: Template;
  readonly run: (functionId: string, payload: unknown) => Promise<InvokeResult>;
  readonly sendToQueue: (queueId: string, body: string) => Promise<void>;
  readonly log: (line: string) => void;
}

/** Lambda waits one minute before the first retry of an asynchronous invocation and two before the second. */
const RETRY_AFTER_MS = [60_000, 120_000] as const;

const Config = z.looseObject({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.number().default(RETRY_AFTER_MS.length),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
});
const DeadLetters = z.looseObject({ DeadLetterConfig: z.object({ TargetArn: z.string() }).optional() });

/** Asynchronous invocations as Lambda has them: two retries on the movable clock, then the on-failure destination. */
export function createAsyncInvocations(parts: AsyncParts): AsyncInvocations {
  const { store, clock, template } = parts;
  const timers = new Map<string, () => void>();
  let stopped = false;

  const configOf = (functionId: string) =>
    template
      .resources('AWS::Lambda::EventInvokeConfig')
      .map((resource) => Config.parse(resource.properties))
      .find((config) => template.logicalIdOfArn(config.FunctionName) === functionId);

  function graveOf(functionId: string): string | undefined {
    const own = template.resources('AWS::Lambda::Function').find((resource) => resource.id === functionId);
    const arn =
      configOf(functionId)?.DestinationConfig?.OnFailure?.Destination ??
      DeadLetters.parse(own?.properties ?? {}).DeadLetterConfig?.TargetArn;
    return arn === undefined ? undefined : template.logicalIdOfArn(arn);
  }

  function schedule(id: string, functionId: string, payload: string, attempts: number, dueMs: number): void {
    const cancel = clock.setTimer(dueMs, () => {
      timers.delete(id);
      void attempt(id, functionId, payload, attempts).catch((error: unknown) =>
        parts.log(`async ${functionId}: ${String(error)}`),
      );
    });
    timers.set(id, cancel);
  }

  async function attempt(id: string, functionId: string, payload: string, attempts: number): Promise<void> {
    const event: unknown = JSON.parse(payload);
    const result = await parts.run(functionId, event);
    if (stopped) return; // still stored: the next start runs it again
    const retries = configOf(functionId)?.MaximumRetryAttempts ?? RETRY_AFTER_MS.length;
    const pauseMs = RETRY_AFTER_MS[attempts];
    if (!result.ok && attempts < retries && pauseMs !== undefined) {
      const dueMs = clock.now() + pauseMs;
      await store.write((run) => {
        run('UPDATE async_invocations SET attempts = ?, due_at = ? WHERE id = ?', attempts + 1, dueMs, id);
      });
      schedule(id, functionId, payload, attempts + 1, dueMs);
      return;
    }
    const grave = graveOf(functionId);
    if (!result.ok && grave !== undefined) {
      await parts.sendToQueue(grave, JSON.stringify({ requestPayload: event, responsePayload: result.error }));
    }
    await store.write((run) => {
      run('DELETE FROM async_invocations WHERE id = ?', id);
    });
  }

  for (const row of store.db.prepare('SELECT * FROM async_invocations').all()) {
    schedule(String(row.id), String(row.function), String(row.payload), Number(row.attempts), Number(row.due_at));
  }

  return {
    async invoke(functionId, payload) {
      const [id, body, nowMs] = [randomUUID(), JSON.stringify(payload), clock.now()];
      await store.write((run) => {
        run('INSERT INTO async_invocations VALUES (?, ?, ?, 0, ?)', id, functionId, body, nowMs);
      });
      schedule(id, functionId, body, 0, nowMs);
    },
    stop() {
      stopped = true;
      for (const cancel of timers.values()) cancel();
    },
  };
}
