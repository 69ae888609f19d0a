/**
 * The model as a port (architecture.md, decision 11): what an agent asks of a language model, in our words. A vendor's
 * names, headers and codes stop in its implementation.
 */

/** A piece of text the vendor may cache. `cacheUpTo` marks the end of a prefix worth keeping. */
export interface PromptBlock {
  readonly text: string;
  readonly cacheUpTo?: boolean;
}

/** A model's earlier turn of the same answer, given back unchanged: vendors sign or tie parts of it to the turn. */
export interface ModelTurn {
  readonly vendorContent: unknown;
}

export type ModelMessage =
  | { readonly role: 'customer'; readonly blocks: readonly PromptBlock[] }
  | { readonly role: 'us'; readonly blocks: readonly PromptBlock[] }
  | { readonly role: 'model-turn'; readonly turn: ModelTurn }
  | { readonly role: 'tool-results'; readonly results: readonly ToolResult[] };

export interface ToolResult {
  readonly callId: string;
  readonly text: string;
  readonly failed: boolean;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: ToolInputSchema;
}

/** The part of JSON Schema that tools need: a flat object of strings. */
export interface ToolInputSchema {
  readonly type: 'object';
  readonly properties: Readonly<
    Record<string, { readonly type: 'string'; readonly description: string; readonly enum?: readonly string[] }>
  >;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** What a model asked to do. `input` is untrusted until its schema has parsed it (SEC19). */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export interface ModelRequest {
  readonly model: string;
  readonly system: readonly PromptBlock[];
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly maxTokens: number;
  /** Whole call, connection included. */
  readonly timeoutMs: number;
}

/** Tokens of one call. Input counts exclude what came from or went to the cache, as vendors bill them apart. */
export interface ModelUsage {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly simulated: boolean;
}

/** `finished` alone may be sent as text: the rest is cut off, declined or not meant for the customer (SEC25). */
export type StopReason = 'finished' | 'tools' | 'cut' | 'refused' | 'other';

/**
 * Why a call brought no answer.
 * `throttled` too fast, wait `retryAfterMs` (F44) · `spend-limit` budget used up, waiting cannot help (F45) ·
 * `overloaded` vendor in trouble (F46) · `timeout` · `connection` never reached or cut on the way (F47) ·
 * `credentials` key refused · `invalid` our request is wrong or the answer unreadable: a defect.
 */
export type ModelFailureClass =
  | 'throttled'
  | 'spend-limit'
  | 'overloaded'
  | 'timeout'
  | 'connection'
  | 'credentials'
  | 'invalid';

export type ModelAnswer =
  | {
      readonly kind: 'answered';
      readonly text: string;
      readonly toolCalls: readonly ToolCall[];
      readonly stopReason: StopReason;
      readonly usage: ModelUsage;
      readonly turn: ModelTurn;
    }
  | {
      readonly kind: 'failed';
      readonly class: ModelFailureClass;
      /** Dotted, for logs and hand-over reasons. */
      readonly code: string;
      readonly retryAfterMs?: number;
    };

/** One call, one attempt: the caller decides about repeating it. Never throws for what the vendor answers. */
export interface ModelClient {
  answer(request: ModelRequest): Promise<ModelAnswer>;
}
