import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Prices = z.object({
  /** When and where these list prices held; no free tier. */
  date: z.string(),
  region: z.string(),
  currency: z.string(),
  perMillion: z.object({
    writeRequestUnit: z.number(),
    readRequestUnit: z.number(),
    httpApiRequest: z.number(),
    lambdaRequest: z.number(),
    sqsRequest: z.number(),
    eventBusEvent: z.number(),
    schedulerInvocation: z.number(),
    webSocketMessage: z.number(),
    kmsRequest: z.number(),
    secretsRequest: z.number(),
  }),
  lambdaGbSecondArm: z.number(),
  logsPerGb: z.number(),
  egressPerGb: z.number(),
  tablePerGbMonth: z.number(),
  backupPerGbMonth: z.number(),
  fixedPerMonth: z.object({
    kmsKey: z.number(),
    secret: z.number(),
    alarm: z.number(),
    customMetric: z.number(),
    dashboardBeyondThree: z.number(),
    sqsSourceIdlePolling: z.number(),
  }),
});
export type Prices = z.infer<typeof Prices>;

/** The one price file. */
export const prices = (): Prices =>
  Prices.parse(JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8')));
