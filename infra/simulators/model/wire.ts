import * as z from 'zod';

/** Anthropic's Messages API as far as the simulator reads it. Written from the public API reference, not from our client. */

const CacheControl = z.object({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();
const TextBlock = z.object({ type: z.literal('text'), text: z.string(), cache_control: CacheControl });
const ToolUseBlock = z.object({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.unknown(),
  cache_control: CacheControl,
});
const ToolResultBlock = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(TextBlock)]).optional(),
  is_error: z.boolean().optional(),
  cache_control: CacheControl,
});
const OtherBlock = z.looseObject({ type: z.enum(['thinking', 'redacted_thinking', 'image', 'document']) });
const Block = z.union([TextBlock, ToolUseBlock, ToolResultBlock, OtherBlock]);
export type Block = z.infer<typeof Block>;

const Message = z.object({ role: z.enum(['user', 'assistant']), content: z.union([z.string(), z.array(Block)]) });
export type Message = z.infer<typeof Message>;

const Counted = z.object({
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  system: z.union([z.string(), z.array(TextBlock)]).optional(),
  tools: z
    .array(
      z.looseObject({
        name: z.string(),
        description: z.string().optional(),
        input_schema: z.unknown(),
        cache_control: CacheControl,
      }),
    )
    .optional(),
  cache_control: CacheControl,
});

export const CountRequest = Counted;
export const MessagesRequest = Counted.extend({
  max_tokens: z.number().int().min(0),
  stream: z.boolean().optional(),
  temperature: z.number().optional(),
  thinking: z.object({ type: z.string() }).optional(),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;
export type CountRequest = z.infer<typeof CountRequest>;

export const blocksOf = (message: Message): readonly Block[] =>
  typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;

export const textOf = (block: Block): string => ('text' in block && typeof block.text === 'string' ? block.text : '');

export const systemText = (request: CountRequest): string =>
  typeof request.system === 'string' ? request.system : (request.system ?? []).map((block) => block.text).join('\n');

const MAX_BREAKPOINTS = 4;

/** What the real interface refuses although the shape is right. Undefined = nothing to refuse. */
export function refusalOf(request: MessagesRequest): string | undefined {
  const { messages } = request;
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  if (messages.at(-1)?.role !== 'user')
    return 'This model does not support assistant message prefill. The conversation must end with a user message.';
  if (request.temperature !== undefined && request.temperature !== 1)
    return '`temperature` may only be set to 1 for this model';
  const blocks = messages.flatMap(blocksOf);
  if (blocks.some((block) => block.type === 'text' && textOf(block).trim() === ''))
    return 'messages: text content blocks must be non-empty';
  const marked = [...blocks, ...(Array.isArray(request.system) ? request.system : []), ...(request.tools ?? [])].filter(
    (part) => 'cache_control' in part && part.cache_control,
  );
  if (marked.length > MAX_BREAKPOINTS)
    return `A maximum of ${MAX_BREAKPOINTS} blocks with cache_control may be provided. Found ${marked.length}.`;
  return unansweredTool(messages);
}

function unansweredTool(messages: readonly Message[]): string | undefined {
  for (const [index, message] of messages.entries()) {
    const calls = blocksOf(message).flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
    const next = messages[index + 1];
    const answered = new Set(
      next ? blocksOf(next).flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : [])) : [],
    );
    const missing = calls.find((id) => !answered.has(id));
    if (missing !== undefined)
      return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing}`;
  }
  return undefined;
}

export type AnswerBlock =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
    };

export interface WireUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
}

export type StopReason = 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal';

export interface WireAnswer {
  readonly id: string;
  readonly content: readonly AnswerBlock[];
  readonly stopReason: StopReason;
  readonly usage: WireUsage;
}

export const messageBody = (answer: WireAnswer) => ({
  id: answer.id,
  type: 'message',
  role: 'assistant',
  model: 'simulated',
  content: answer.content,
  stop_reason: answer.stopReason,
  stop_sequence: null,
  usage: { ...answer.usage, simulated: true },
});

export const errorBody = (type: string, message: string) => ({ type: 'error', error: { type, message } });
