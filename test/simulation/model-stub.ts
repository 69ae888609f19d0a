import type { ModelClient, ModelRequest, ModelUsage } from '../../shared/agents/model.ts';
import type { Sim, Worker } from './worker.ts';

/** A language model: slow, forgetful, sometimes refusing, never to be believed. */

const WORDS = Array.from('春夏秋冬梅兰竹菊风花雪月山水云雨');
/** A text nobody else sends, without a digit: figures need a ground. */
const nameOf = (count: number): string =>
  Array.from(count.toString(16), (digit) => WORDS[Number.parseInt(digit, 16)] ?? '').join('');

const USAGE: ModelUsage = {
  model: 'sim',
  inputTokens: 900,
  outputTokens: 40,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  simulated: true,
};
const THINK_MS = 3_500;

export interface ModelWorld {
  portOf(worker: Worker): ModelClient;
  readonly composing: () => number;
  /** Texts that a limit cut short: nobody may ever read them. */
  readonly cut: ReadonlySet<string>;
}

export function createModels(sim: Sim, seen: (request: ModelRequest, worker: Worker) => void): ModelWorld {
  const { chaos, random, situations, timeline } = sim;
  let [texts, composing] = [0, 0];
  const cut = new Set<string>();
  const answered = (text: string, more: object = {}) =>
    ({
      kind: 'answered',
      text,
      toolCalls: [],
      stopReason: 'finished',
      usage: USAGE,
      turn: { vendorContent: '' },
      ...more,
    }) as const;
  const failed = (kind: 'throttled' | 'spend-limit' | 'overloaded' | 'connection', retryAfterMs?: number) => {
    situations.reach('model-failed');
    return {
      kind: 'failed',
      class: kind,
      code: `model.${kind}`,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    } as const;
  };
  const speak = () => {
    if (chaos.strikes('F44', 'E7')) return failed('throttled', random.between(200, 4_000));
    if (chaos.strikes('F45', 'E7')) return failed('spend-limit');
    if (chaos.strikes('F46', 'E7')) return failed('overloaded');
    if (chaos.strikes('F47', 'E7')) return failed('connection');
    const text = `好的${nameOf(++texts)}`;
    if (chaos.strikes('F48', 'E7')) return answered('', { stopReason: 'refused' });
    if (chaos.strikes('F49', 'E7')) {
      cut.add(text);
      return answered(text, { stopReason: 'cut' });
    }
    const tool = random.between(0, 11);
    const call = (name: string, input: object) => ({ toolCalls: [{ id: 'c1', name, input }] });
    if (tool === 0) return answered(text, call('hand_over', { reason: 'complaint' }));
    if (tool === 1) return answered(text, call('set_tag', { tag: '意向' }));
    if (tool === 2) return answered(text, call('send_lead_card', {}));
    return answered(tool < 6 ? `${text}\n${text}请看${nameOf(texts)}` : text);
  };
  return {
    composing: () => composing,
    cut,
    portOf: (worker) => ({
      answer: async (request) => {
        seen(request, worker);
        composing += 1;
        timeline.after(THINK_MS * 2, () => {
          composing -= 1;
        });
        return worker.effect('E7', THINK_MS, speak);
      },
    }),
  };
}
