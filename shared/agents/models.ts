import type { ModelUsage } from './model.ts';

/**
 * What models cost and how they behave, as data. Facts of the vendor's public model pages, read 2026-11-22. Prices are
 * US dollars per million tokens; cache writes are those of the five-minute cache.
 */
export interface ModelFacts {
  readonly id: string;
  readonly label: string;
  readonly asOf: string;
  readonly contextTokens: number;
  /** Prefixes shorter than this are silently not cached. */
  readonly minCacheTokens: number;
  readonly price: ModelPrice;
  /** A higher price for the whole call once its prompt exceeds this. */
  readonly longPrompt?: { readonly overTokens: number; readonly price: ModelPrice };
  /** How to keep it from thinking at length: short private messages need an answer within seconds. */
  readonly thinking: 'disabled' | 'between_tools' | 'always';
  readonly effort?: 'low';
}

export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export const DEFAULT_MODEL = 'claude-haiku-5-5';

export const MODELS: readonly ModelFacts[] = [
  {
    id: 'claude-haiku-5-5',
    label: 'Claude Haiku 5.5',
    asOf: '2026-11-22',
    contextTokens: 1_000_000,
    minCacheTokens: 512,
    price: { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 },
    longPrompt: { overTokens: 100_000, price: { input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625 } },
    thinking: 'disabled',
  },
  {
    id: 'claude-sonnet-5-5',
    label: 'Claude Sonnet 5.5',
    asOf: '2026-11-22',
    contextTokens: 1_000_000,
    minCacheTokens: 1024,
    price: { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 },
    // Its `disabled` is gone; without tools in play this is the same.
    thinking: 'between_tools',
  },
  {
    id: 'claude-opus-5-5',
    label: 'Claude Opus 5.5',
    asOf: '2026-11-22',
    contextTokens: 1_000_000,
    minCacheTokens: 512,
    price: { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 },
    thinking: 'always',
    effort: 'low',
  },
];

export const modelFacts = (id: string): ModelFacts | undefined => MODELS.find((model) => model.id === id);

/** US dollars of one call; undefined for a model without a price here, which is not the same as free. */
export function costDollars(usage: ModelUsage): number | undefined {
  const facts = modelFacts(usage.model);
  if (!facts) return undefined;
  const promptTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const price = facts.longPrompt && promptTokens > facts.longPrompt.overTokens ? facts.longPrompt.price : facts.price;
  const millionths =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWriteTokens * price.cacheWrite;
  return millionths / 1_000_000;
}
