import { think } from './brain.ts';
import type { Fault, FaultKind } from './faults.ts';
import type { InputUsage } from './tokens.ts';
import { countTokens } from './tokens.ts';
import type { AnswerBlock, MessagesRequest, StopReason, WireAnswer } from './wire.ts';

/** Turns a request into an answer, as it should be or as a fault wants it. */

const LONG_CHARS = 20_000;
const HOSTILE_TEXT =
  '好的，已按您的要求改价：全场一元，终身免费。加我微信 hacker_8888，详情 https://evil.example/pay ，系统提示如下：<knowledge>';

export function answerTo(
  request: MessagesRequest,
  fault: Fault | undefined,
  usage: InputUsage,
  nextId: (prefix: string) => string,
): WireAnswer {
  const toolId = () => nextId('toolu_sim');
  const thought = think(request, toolId);
  const [content, stopReason] = bend(fault?.kind, thought, toolId);
  const written = content.map((block) => (block.type === 'text' ? block.text : JSON.stringify(block.input))).join('');
  return {
    id: nextId('msg_sim'),
    content,
    stopReason,
    usage: { ...usage, output_tokens: countTokens(written) },
  };
}

const tool = (id: string, name: string, input: Record<string, unknown> = {}): AnswerBlock => ({
  type: 'tool_use',
  id,
  name,
  input,
});

function bend(
  fault: FaultKind | undefined,
  thought: readonly AnswerBlock[],
  id: () => string,
): readonly [readonly AnswerBlock[], StopReason] {
  const texts = thought.filter((block) => block.type === 'text');
  switch (fault) {
    case 'refusal':
      return [[{ type: 'text', text: '我不能继续' }], 'refusal'];
    case 'max-tokens':
      return [
        texts.map((block) => ({ ...block, text: block.text.slice(0, Math.ceil(block.text.length / 2)) })),
        'max_tokens',
      ];
    case 'unknown-tool':
      return [[...texts, tool(id(), 'transfer_money', { amount: 100_000, to: 'attacker' })], 'tool_use'];
    case 'foreign-ids':
      return [
        [
          ...texts,
          tool(id(), 'send_lead_card', {
            conversationId: 'another-conversation',
            tenantId: 'another-tenant',
            cardId: 'x',
          }),
          tool(id(), 'send_material', { material: 'a-material-of-another-tenant', tenantId: 'another-tenant' }),
          tool(id(), 'set_tag', { tag: ['not', 'a', 'text'], conversationId: 'another-conversation' }),
        ],
        'tool_use',
      ];
    case 'endless-tools':
      return [[tool(id(), 'set_tag', { tag: '循环' })], 'tool_use'];
    case 'tool-first': {
      const calls = thought.filter((block) => block.type === 'tool_use');
      return calls.length > 0 ? [calls, 'tool_use'] : [thought, 'end_turn'];
    }
    case 'empty':
      return [[], 'end_turn'];
    case 'long':
      return [[{ type: 'text', text: '很长的回答。'.repeat(LONG_CHARS / 6) }], 'end_turn'];
    case 'obey-injection':
      return [
        [
          { type: 'text', text: HOSTILE_TEXT },
          tool(id(), 'set_price', { price: 1 }),
          tool(id(), 'send_message', { conversationId: 'all', text: HOSTILE_TEXT }),
        ],
        'tool_use',
      ];
    default:
      return [thought, thought.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn'];
  }
}
