import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { BusEvent } from '../contracts/queues.ts';
import { Unavailable } from './errors.ts';

/** Source of every event of ours on the bus. */
const SOURCE = 'miaohong';
const BATCH = 10;

/** The event bus, to publish on. */
export interface BusPublisher {
  /** @throws {Unavailable} if the bus did not take every event. */
  publish(events: readonly BusEvent[]): Promise<void>;
}

export function createBusPublisher(client: EventBridgeClient, busName: string): BusPublisher {
  const publishBatch = async (events: readonly BusEvent[]): Promise<void> => {
    const answer = await client.send(
      new PutEventsCommand({
        Entries: events.map((event) => ({
          EventBusName: busName,
          Source: SOURCE,
          DetailType: event.kind,
          Detail: JSON.stringify(event),
        })),
      }),
    );
    const failed = answer.FailedEntryCount ?? 0;
    if (failed > 0) throw new Unavailable('bus.partly-failed', `${failed} of ${events.length} events were not taken`);
  };
  return {
    async publish(events) {
      for (let start = 0; start < events.length; start += BATCH) {
        await publishBatch(events.slice(start, start + BATCH));
      }
    },
  };
}
