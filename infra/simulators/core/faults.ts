import * as z from 'zod';
import { createRandom } from './random.ts';

/** Faults that a twin commits on request; the ids in brackets are those of the fault list. */
export const FaultName = z.enum([
  'webhook.duplicate', // F1: the same push again, same Msg-Id
  'webhook.duplicate-new-id', // F2: the same content under a new Msg-Id
  'webhook.reorder', // F3: this push is overtaken by the next of its conversation
  'webhook.delay', // F4
  'webhook.lost-ack', // F8: our 200 never arrived, so the platform retries
  'webhook.truncated', // F9: an extra, cut copy
  'webhook.forged', // F10: an extra copy with a wrong signature or cipher
  'echo.before-answer', // F5: the echo is delivered before the send is answered
  'echo.never', // F6
  'echo.other-id', // the echo carries another message id than the answer did
  'enter.never', // F7
  'enter.late', // F7: the entry arrives after the first message
  'api.latency',
  'api.refused', // F35: a business refusal with the given code
  'api.too-many', // F36
  'api.error-before', // F37: 5xx, not accepted
  'api.error-after', // F37: 5xx, accepted
  'api.reset-after', // F38
  'api.hang-after', // F39: accepted, then silence
  'api.token-expired', // F40
  'api.schema-changed', // F43: accepted, the answer has an unknown shape
]);
export type FaultName = z.infer<typeof FaultName>;

export const FaultRule = z.object({
  /** Chance per occasion; 1 when only `count` is given. */
  probability: z.number().min(0).max(1).default(1),
  /** How many times at most; absent = no limit. */
  count: z.number().int().min(0).optional(),
  /** API faults: which calls. */
  on: z.enum(['send', 'recall', 'cards', 'oauth', 'any']).default('send'),
  accountId: z.string().optional(),
  /** Latency, delay or hang in milliseconds; with `maxMs` a value between the two. */
  ms: z.number().int().min(0).optional(),
  maxMs: z.number().int().min(0).optional(),
  copies: z.number().int().min(1).max(5).default(1),
  status: z.number().int().min(400).max(599).default(500),
  retryAfterSeconds: z.number().int().min(0).optional(),
  code: z.number().int().optional(),
});
export type FaultRule = z.infer<typeof FaultRule>;

export const FaultPlan = z.object({
  seed: z.number().int().default(1),
  faults: z.partialRecord(FaultName, FaultRule),
});
export type FaultPlan = z.infer<typeof FaultPlan>;

export type Occasion = { readonly on?: FaultRule['on']; readonly accountId?: string };

/** The faults of one twin: what is planned, and how often each happened. */
export interface Faults {
  plan(next: FaultPlan): void;
  clear(): void;
  /** Decides whether a fault happens now; counts it when it does. */
  strike(name: FaultName, occasion?: Occasion): FaultRule | undefined;
  /** Milliseconds that a struck rule asks for. */
  millis(rule: FaultRule, otherwiseMs: number): number;
  report(): { plan: FaultPlan; struck: Record<string, number> };
}

export function createFaults(): Faults {
  let current: FaultPlan = { seed: 1, faults: {} };
  let random = createRandom(1);
  let struck: Record<string, number> = {};

  const applies = (rule: FaultRule, occasion: Occasion): boolean =>
    (rule.count === undefined || rule.count > 0) &&
    (rule.accountId === undefined || rule.accountId === occasion.accountId) &&
    (occasion.on === undefined || rule.on === 'any' || rule.on === occasion.on);

  return {
    plan(next) {
      current = structuredClone(next);
      random = createRandom(next.seed);
      struck = {};
    },
    clear() {
      current = { seed: 1, faults: {} };
      struck = {};
    },
    strike(name, occasion = {}) {
      const rule = current.faults[name];
      if (!rule || !applies(rule, occasion)) return undefined;
      if (rule.probability < 1 && random() >= rule.probability) return undefined;
      if (rule.count !== undefined) rule.count -= 1;
      struck[name] = (struck[name] ?? 0) + 1;
      return rule;
    },
    millis(rule, otherwiseMs) {
      const fromMs = rule.ms ?? otherwiseMs;
      if (rule.maxMs === undefined || rule.maxMs <= fromMs) return fromMs;
      return Math.round(fromMs + random() * (rule.maxMs - fromMs));
    },
    report: () => ({ plan: structuredClone(current), struck: { ...struck } }),
  };
}
