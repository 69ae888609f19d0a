import * as z from 'zod';
import type { ToolCall, ToolDefinition } from './model.ts';
import type { MaterialOffer, MaterialState } from './rules-materials.ts';
import { cleanText, holdsContact } from './rules-text.ts';
import { personalText } from './rules-thread.ts';

/**
 * What an agent may do besides talking (G4). The list is fixed and no argument names a conversation, customer, account
 * or card: those are resolved on our side from the conversation that is being answered (SEC19). A material is named by a
 * key that only stands for what was offered.
 */

const MAX_TAG_CHARS = 30;

/** Why an agent hands over, as codes: a reason in the model's own words could carry what a customer wrote onto a bus (INV16). */
export const HAND_OVER_REASONS = ['asked-for-person', 'complaint', 'refund', 'topic', 'no-knowledge', 'other'] as const;
export type HandOverReason = (typeof HAND_OVER_REASONS)[number];

const TOOL_INPUTS = {
  send_lead_card: z.object({}),
  send_material: z.object({ material: z.string() }),
  set_tag: z.object({ tag: z.string().trim().min(1).max(MAX_TAG_CHARS) }),
  hand_over: z.object({ reason: z.enum(HAND_OVER_REASONS) }),
};

export const TOOLS: readonly ToolDefinition[] = [
  {
    name: 'send_lead_card',
    description: '发送留资卡，请客户留下联系方式。客户表现出购买意向（问价、要报价、想预约等）且联系方式未留时使用。',
    inputSchema: { type: 'object', properties: {}, required: [], additionalProperties: false },
  },
  {
    name: 'set_tag',
    description: '给当前客户打一个标签，用于内部分类，客户看不到。',
    inputSchema: {
      type: 'object',
      properties: { tag: { type: 'string', description: '标签，不超过 30 个字，例如“旧房翻新”' } },
      required: ['tag'],
      additionalProperties: false,
    },
  },
  {
    name: 'hand_over',
    description: '转给人工同事。客户要求人工、投诉、退款，或知识中没有依据而无法回答时使用。',
    inputSchema: {
      type: 'object',
      properties: {
        reason: {
          type: 'string',
          description: '原因：要求人工、投诉、退款、指定话题、知识中没有依据、其他',
          enum: HAND_OVER_REASONS,
        },
      },
      required: ['reason'],
      additionalProperties: false,
    },
  },
];

/** The tools as this agent has them here: where tags are agreed on, the model is told which (K2), and what it may send. */
export function toolsFor({ tags, materials = [] }: Pick<ToolFacts, 'tags' | 'materials'>): readonly ToolDefinition[] {
  const tagged =
    tags === undefined ? TOOLS : TOOLS.flatMap((tool) => (tool.name === 'set_tag' ? tagTool(tool, tags) : [tool]));
  return materials.length === 0 ? tagged : [...tagged, materialTool(materials)];
}

/** Names and hints are the tenant's own words; the list only changes when somebody changes it (COST5). */
const materialTool = (materials: readonly MaterialOffer[]): ToolDefinition => ({
  name: 'send_material',
  description: `随回复发一份素材，一次只发一份，确实有用才发：\n${materials.map(listed).join('\n')}`,
  inputSchema: {
    type: 'object',
    properties: { material: { type: 'string', description: '素材的编号', enum: materials.map(({ key }) => key) } },
    required: ['material'],
    additionalProperties: false,
  },
});

const listed = ({ key, name, when }: MaterialOffer): string =>
  `${key}「${personalText(name)}」${when === '' ? '' : `：${personalText(when)}`}`;

/** More would only cost tokens with every call. */
const MAX_OFFERED = 100;

function tagTool(tool: ToolDefinition, tags: readonly string[]): readonly ToolDefinition[] {
  if (tags.length === 0) return [];
  const tag = { type: 'string' as const, description: '标签，只能从中选择', enum: tags.slice(0, MAX_OFFERED) };
  return [{ ...tool, inputSchema: { ...tool.inputSchema, properties: { tag } } }];
}

export type AgentAction =
  | { readonly kind: 'send-lead-card' }
  /** `material` is the key of an offer. */
  | { readonly kind: 'send-material'; readonly material: string }
  | { readonly kind: 'set-tag'; readonly tag: string }
  | { readonly kind: 'hand-over'; readonly reason: HandOverReason };

/** What became of a call: an action to plan, or ignored and counted. `text` is told to the model. */
export type ToolVerdict =
  | { readonly kind: 'action'; readonly action: AgentAction; readonly text: string }
  | {
      readonly kind: 'ignored';
      readonly code: 'tool.unknown' | 'tool.bad-input' | 'tool.not-now';
      readonly text: string;
    };

/** What the conversation allows now. */
export interface ToolFacts {
  readonly leadCard: LeadCardState;
  /** K2: the tags it may set; absent = any. */
  readonly tags?: readonly string[];
  /** G4: what it may send here; absent = nothing. */
  readonly materials?: readonly MaterialOffer[];
}

export type LeadCardState = 'possible' | 'contact-known' | 'already-sent' | 'not-sendable';

const LEAD_CARD_REFUSALS: Readonly<Record<Exclude<LeadCardState, 'possible'>, string>> = {
  'contact-known': '未发送：客户已留联系方式。',
  'already-sent': '未发送：留资卡刚发过，客户还没填。',
  'not-sendable': '未发送：此账号现在不能发留资卡，请用文字请客户留下联系方式。',
};

const MATERIAL_REFUSALS: Readonly<Record<Exclude<MaterialState, 'possible'>, string>> = {
  'already-sent': '未发送：这份素材刚发过。',
  'not-sendable': '未发送：现在不能发这份素材，请用文字回复。',
};

function judgeMaterial(call: ToolCall, offers: readonly MaterialOffer[] | undefined): ToolVerdict {
  // Where nothing may be sent there is no such tool.
  if (!offers || offers.length === 0) return unknownTool;
  const input = TOOL_INPUTS.send_material.safeParse(call.input);
  const offer = offers.find(({ key }) => input.success && key === input.data.material);
  if (!offer) return { kind: 'ignored', code: 'tool.not-now', text: '没有这份素材，请从列出的编号里选。' };
  if (offer.state !== 'possible') {
    return { kind: 'ignored', code: 'tool.not-now', text: MATERIAL_REFUSALS[offer.state] };
  }
  const action = { kind: 'send-material', material: offer.key } as const;
  return { kind: 'action', action, text: '素材将随回复发出。' };
}

/** Judges one tool call (SEC19). Unknown names and bad arguments never act; foreign ids in arguments are not even read. */
export function judgeToolCall(call: ToolCall, facts: ToolFacts): ToolVerdict {
  switch (call.name) {
    case 'send_lead_card': {
      if (facts.leadCard === 'possible') {
        return { kind: 'action', action: { kind: 'send-lead-card' }, text: '留资卡将随回复发出。' };
      }
      return { kind: 'ignored', code: 'tool.not-now', text: LEAD_CARD_REFUSALS[facts.leadCard] };
    }
    case 'send_material':
      return judgeMaterial(call, facts.materials);
    case 'set_tag': {
      const input = TOOL_INPUTS.set_tag.safeParse(call.input);
      const tag = input.success ? cleanText(input.data.tag).trim() : '';
      if (tag === '' || holdsContact(tag)) return badInput;
      if (facts.tags && !facts.tags.includes(tag)) {
        return { kind: 'ignored', code: 'tool.not-now', text: '没有这个标签，请从可用的标签里选。' };
      }
      return { kind: 'action', action: { kind: 'set-tag', tag }, text: '已打标签。' };
    }
    case 'hand_over': {
      const input = TOOL_INPUTS.hand_over.safeParse(call.input);
      // A malformed reason does not keep a customer from a person.
      const reason = input.success ? input.data.reason : 'other';
      return { kind: 'action', action: { kind: 'hand-over', reason }, text: '将转给人工同事。' };
    }
    default:
      return unknownTool;
  }
}

const unknownTool: ToolVerdict = { kind: 'ignored', code: 'tool.unknown', text: '没有这个工具。' };
const badInput: ToolVerdict = { kind: 'ignored', code: 'tool.bad-input', text: '参数不合要求，已忽略。' };
