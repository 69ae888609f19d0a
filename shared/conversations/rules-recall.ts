import type { Message } from './model-messages.ts';
import type { RulePack } from './pack-schema.ts';

/** What is known of a message of ours that somebody wants back. */
export type RecallCandidate = Pick<Message, 'state' | 'platformMessageId'> & {
  /** When the platform had taken it, as far as we know. */
  readonly sentAtMs: number | undefined;
};

export type RecallStep =
  /** `untilMs`: first instant at which it is too late; absent = the platform alone decides. */
  | { readonly kind: 'may'; readonly untilMs?: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly code: 'recall.not-sent' | 'recall.too-late' };

/**
 * Whether an own message may be recalled (section 3): Xiaohongshu within two minutes, as its pack says; Douyin names no
 * limit, so the platform is asked. Counted from when its answer reached us, which is never before the platform's own
 * time: what is refused here the platform refuses too, and at the edge it has the last word.
 */
export function judgeRecall(pack: RulePack, message: RecallCandidate, nowMs: number): RecallStep {
  if (message.state === 'recalled') return { kind: 'done' };
  const { sentAtMs } = message;
  if (message.state !== 'sent' || message.platformMessageId === undefined || sentAtMs === undefined) {
    return { kind: 'refused', code: 'recall.not-sent' };
  }
  if (pack.recallWithinMs === null) return { kind: 'may' };
  const untilMs = sentAtMs + pack.recallWithinMs;
  return nowMs < untilMs ? { kind: 'may', untilMs } : { kind: 'refused', code: 'recall.too-late' };
}
