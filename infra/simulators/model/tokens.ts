import { createHash } from 'node:crypto';
import { blocksOf, type CountRequest } from './wire.ts';

/** Rough, but the same text always counts the same: a Chinese character is one token, other text one per 3.5 characters. */
export function countTokens(text: string): number {
  const wide = text.match(/[\u2E80-\uFFEF\u{20000}-\u{3FFFF}]/gu)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / 3.5);
}

interface Part {
  readonly text: string;
  readonly breakpoint: boolean;
}

/** The prompt in the order the vendor reads it: tools, system, messages. */
function parts(request: CountRequest): readonly Part[] {
  const system = typeof request.system === 'string' ? [{ text: request.system }] : (request.system ?? []);
  const all = [
    ...(request.tools ?? []).map(({ cache_control: mark, ...tool }) => ({
      text: JSON.stringify(tool),
      breakpoint: Boolean(mark),
    })),
    ...system.map((block) => ({
      text: block.text,
      breakpoint: 'cache_control' in block && Boolean(block.cache_control),
    })),
    ...request.messages.flatMap((message) =>
      blocksOf(message).map((block) => {
        const { cache_control: mark, ...content } = { cache_control: undefined, ...block };
        return { text: `${message.role} ${JSON.stringify(content)}`, breakpoint: Boolean(mark) };
      }),
    ),
  ];
  return request.cache_control
    ? all.map((part, index) => ({ ...part, breakpoint: part.breakpoint || index === all.length - 1 }))
    : all;
}

export const promptTokens = (request: CountRequest): number =>
  parts(request).reduce((sum, part) => sum + countTokens(part.text), 0);

const LIFE_MS = 5 * 60_000;
/** How far before a breakpoint the vendor looks for an earlier entry. */
const LOOKBACK = 20;
const MIN_TOKENS: Readonly<Record<string, number>> = { 'claude-haiku-5-5': 512, 'claude-opus-5-5': 512 };
const DEFAULT_MIN_TOKENS = 1024;
const MAX_ENTRIES = 20_000;

export interface InputUsage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
}

/** A prompt cache as the vendor describes it: exact prefixes, per model, five minutes after the last use. */
export function createPrefixCache(clock: { now(): number }): { use(request: CountRequest): InputUsage; clear(): void } {
  const expiresAtMs = new Map<string, number>();

  const positions = (request: CountRequest) => {
    const hash = createHash('sha256').update(request.model);
    let tokens = 0;
    return parts(request).map((part) => {
      hash.update(`\u0000${part.text}`);
      tokens += countTokens(part.text);
      return { key: hash.copy().digest('base64'), tokens, breakpoint: part.breakpoint };
    });
  };

  return {
    clear: () => expiresAtMs.clear(),
    use(request) {
      const now = clock.now();
      if (expiresAtMs.size > MAX_ENTRIES) expiresAtMs.clear();
      const all = positions(request);
      const total = all.at(-1)?.tokens ?? 0;
      const minimum = MIN_TOKENS[request.model] ?? DEFAULT_MIN_TOKENS;
      const marks = all.flatMap((at, index) => (at.breakpoint && at.tokens >= minimum ? [index] : []));
      const alive = (index: number) => (expiresAtMs.get(all[index]?.key ?? '') ?? 0) > now;
      const hits = marks.flatMap((mark) =>
        Array.from({ length: Math.min(LOOKBACK, mark) + 1 }, (_, back) => mark - back)
          .filter(alive)
          .slice(0, 1),
      );
      const hit = hits.length > 0 ? Math.max(...hits) : undefined;
      const read = hit === undefined ? 0 : (all[hit]?.tokens ?? 0);
      const cached = all[marks.at(-1) ?? -1]?.tokens ?? 0;
      for (const index of [...marks, ...(hit === undefined ? [] : [hit])])
        expiresAtMs.set(all[index]?.key ?? '', now + LIFE_MS);
      return {
        input_tokens: total - Math.max(cached, read),
        cache_creation_input_tokens: Math.max(0, cached - read),
        cache_read_input_tokens: read,
      };
    },
  };
}
