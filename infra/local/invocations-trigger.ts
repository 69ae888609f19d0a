import * as z from 'zod';
import { labelOf } from './lambda-function.ts';

export interface Trigger {
  readonly source: 'http' | 'socket' | 'queue' | 'stream' | 'bus' | 'direct';
  /** For people: `POST /webhooks/douyin`, `queue Outbound ×3`. */
  readonly text: string;
}

const Http = z.object({ requestContext: z.object({ http: z.object({ method: z.string(), path: z.string() }) }) });
const Socket = z.object({ requestContext: z.object({ eventType: z.string(), connectionId: z.string() }) });
const Records = z.object({
  Records: z.array(z.looseObject({ eventSource: z.string(), eventSourceARN: z.string() })).min(1),
});
const Bus = z.object({ 'detail-type': z.string(), source: z.string() });

/** What started an invocation, read from its payload. */
export function describeTrigger(payload: unknown): Trigger {
  const http = Http.safeParse(payload);
  if (http.success) {
    const { method, path } = http.data.requestContext.http;
    return { source: 'http', text: `${method} ${path}` };
  }
  const socket = Socket.safeParse(payload);
  if (socket.success) return { source: 'socket', text: `socket ${socket.data.requestContext.eventType.toLowerCase()}` };
  const records = Records.safeParse(payload);
  if (records.success) {
    const [first, count] = [records.data.Records[0], records.data.Records.length];
    if (first?.eventSource === 'aws:dynamodb') return { source: 'stream', text: `stream ×${count}` };
    const queue = labelOf(first?.eventSourceARN.slice(first.eventSourceARN.lastIndexOf(':') + 1) ?? '');
    return { source: 'queue', text: `${queue} ×${count}` };
  }
  const bus = Bus.safeParse(payload);
  if (bus.success) return { source: 'bus', text: `bus ${bus.data['detail-type']}` };
  return { source: 'direct', text: 'direct' };
}
