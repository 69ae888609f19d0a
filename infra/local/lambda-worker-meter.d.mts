export interface CallCost {
  readonly service: string;
  readonly operation: string;
  readonly requests: number;
  readonly failed: boolean;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** `pk|sk` of every item written. */
  readonly keys: readonly string[];
}
export function itemBytes(item: unknown): number;
export function costOf(call: { service: string; operation: string; input: unknown; output: unknown }): CallCost;
