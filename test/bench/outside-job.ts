/** What the world outside is asked to play, and what came of it. */

export interface DmJob {
  /** The product's port. */
  readonly port: number;
  readonly name: string;
  readonly customers: number;
  /** Most messages, and longest time in which new ones begin. */
  readonly count: number;
  readonly seconds?: number;
  /** Fixed arrivals; otherwise `inFlight` conversations are kept busy. */
  readonly perSecond?: number;
  readonly inFlight?: number;
  readonly aheadMs: number;
  readonly modelMs: number;
  readonly platformMs: number;
  /** Whoever waits longer counts as lost, though a sweeper may still come. */
  readonly patienceSeconds: number;
}

export interface DmResult {
  readonly handled: number;
  readonly lost: number;
  /** Webhooks that were not acknowledged with 200. */
  readonly refused: number;
  readonly sends: number;
  readonly modelCalls: number;
  /** Request bytes of the product to model and platform, heads included. */
  readonly egressBytes: number;
  readonly seconds: number;
  /** From arrival to the acceptance of the first message, and to the echo's acknowledgement. */
  readonly sentMs: readonly number[];
  readonly echoedMs: readonly number[];
}
