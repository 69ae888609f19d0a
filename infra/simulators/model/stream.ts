import type { ServerResponse } from 'node:http';
import { type AnswerBlock, messageBody, type WireAnswer } from './wire.ts';

/** Server-sent events of one answer, in the order and shape of the Messages API. */

interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

const PIECE_CHARS = 8;

function* blockEvents(block: AnswerBlock, index: number): Generator<StreamEvent> {
  const empty = block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} };
  yield { type: 'content_block_start', index, content_block: empty };
  const written = Array.from(block.type === 'text' ? block.text : JSON.stringify(block.input));
  for (let at = 0; at < written.length; at += PIECE_CHARS) {
    const piece = written.slice(at, at + PIECE_CHARS).join('');
    const delta =
      block.type === 'text' ? { type: 'text_delta', text: piece } : { type: 'input_json_delta', partial_json: piece };
    yield { type: 'content_block_delta', index, delta };
  }
  yield { type: 'content_block_stop', index };
}

function* events(answer: WireAnswer): Generator<StreamEvent> {
  const body = messageBody(answer);
  yield {
    type: 'message_start',
    message: { ...body, content: [], stop_reason: null, usage: { ...body.usage, output_tokens: 1 } },
  };
  yield { type: 'ping' };
  for (const [index, block] of answer.content.entries()) yield* blockEvents(block, index);
  yield { type: 'message_delta', delta: { stop_reason: answer.stopReason, stop_sequence: null }, usage: body.usage };
  yield { type: 'message_stop' };
}

/** Writes the stream; with `cut` the connection dies in the middle of the text (F47). */
export function writeStream(res: ServerResponse, answer: WireAnswer, cut: boolean): void {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const all = [...events(answer)];
  const sent = cut ? all.slice(0, Math.max(3, Math.floor(all.length / 2))) : all;
  for (const event of sent) res.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  if (cut) res.socket?.destroy();
  else res.end();
}
