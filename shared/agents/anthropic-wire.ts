import type {
  ContentBlockParam,
  MessageCreateParamsNonStreaming,
  MessageParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages/messages';
import * as z from 'zod';
import type { ModelAnswer, ModelMessage, ModelRequest, PromptBlock, StopReason, ToolCall } from './model.ts';
import { modelFacts } from './models.ts';

/** The one place that knows Anthropic's Messages format (version 2023-06-01): our request in, our answer out. */

/** Room for what a model thinks where it cannot be told not to; it counts towards the limit of the answer. */
const THINKING_TOKENS = 1500;

export function toWire(request: ModelRequest): MessageCreateParamsNonStreaming {
  const facts = modelFacts(request.model);
  const thinks = facts?.thinking === 'always';
  return {
    model: request.model,
    max_tokens: request.maxTokens + (thinks ? THINKING_TOKENS : 0),
    system: request.system.map(textBlock),
    messages: request.messages.map(message),
    tools: request.tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      input_schema: { ...tool.inputSchema, required: [...tool.inputSchema.required] },
    })),
    ...(facts && facts.thinking !== 'always' ? { thinking: { type: facts.thinking } } : {}),
    ...(facts?.effort ? { output_config: { effort: facts.effort } } : {}),
  };
}

const textBlock = (block: PromptBlock): TextBlockParam => ({
  type: 'text',
  text: block.text,
  ...(block.cacheUpTo ? { cache_control: { type: 'ephemeral' } } : {}),
});

function message(source: ModelMessage): MessageParam {
  switch (source.role) {
    case 'customer':
      return { role: 'user', content: source.blocks.map(textBlock) };
    case 'us':
      return { role: 'assistant', content: source.blocks.map(textBlock) };
    case 'model-turn':
      return { role: 'assistant', content: VendorContent.parse(source.turn.vendorContent) };
    case 'tool-results':
      return {
        role: 'user',
        content: source.results.map((result) => ({
          type: 'tool_result',
          tool_use_id: result.callId,
          content: result.text,
          is_error: result.failed,
        })),
      };
  }
}

const isBlock = (value: unknown): value is ContentBlockParam => Answer.shape.content.element.safeParse(value).success;
/** What an earlier answer held, given back untouched: its thinking is signed by the vendor. */
const VendorContent = z.array(z.custom<ContentBlockParam>(isBlock));

const tokens = z.number().int().nonnegative();
const Answer = z.object({
  model: z.string(),
  content: z.array(
    z.looseObject({
      type: z.string(),
      text: z.string().optional(),
      id: z.string().optional(),
      name: z.string().optional(),
      input: z.unknown().optional(),
    }),
  ),
  stop_reason: z.string().nullable(),
  usage: z.object({
    input_tokens: tokens,
    output_tokens: tokens,
    cache_creation_input_tokens: tokens.nullish(),
    cache_read_input_tokens: tokens.nullish(),
    /** Set by the simulated model alone. */
    simulated: z.boolean().optional(),
  }),
});
type Answer = z.infer<typeof Answer>;

const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  end_turn: 'finished',
  stop_sequence: 'finished',
  tool_use: 'tools',
  max_tokens: 'cut',
  model_context_window_exceeded: 'cut',
  refusal: 'refused',
};

/** Reads an answer; one whose shape is unknown is a failure, never a guess (SEC27). */
export function fromWire(body: unknown, requestedModel: string): ModelAnswer {
  const parsed = Answer.safeParse(body);
  if (!parsed.success) return { kind: 'failed', class: 'invalid', code: 'model.unreadable' };
  const { content, stop_reason: stopReason, usage } = parsed.data;
  return {
    kind: 'answered',
    text: content.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : [])).join(''),
    toolCalls: content.flatMap(toolCall),
    stopReason: STOP_REASONS[stopReason ?? ''] ?? 'other',
    usage: {
      // Prices are kept under the name we asked for; vendors answer with a dated one.
      model: usage.simulated ? parsed.data.model : requestedModel,
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cacheReadTokens: usage.cache_read_input_tokens ?? 0,
      cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
      simulated: usage.simulated ?? false,
    },
    turn: { vendorContent: content },
  };
}

const toolCall = (block: Answer['content'][number]): readonly ToolCall[] =>
  block.type === 'tool_use' && block.id !== undefined && block.name !== undefined
    ? [{ id: block.id, name: block.name, input: block.input }]
    : [];
