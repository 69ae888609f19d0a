import * as z from 'zod';
import type { Body, Conversation, Message } from '../core/model.ts';
import type { World } from '../core/world.ts';
import { CODE, opaqueId } from './answers.ts';
import { judgeConsent, judgeEntry, judgeReply } from './windows.ts';

const Content = z
  .object({
    msg_type: z.number().int(),
    text: z.object({ text: z.string() }).optional(),
    image: z.object({ media_id: z.string() }).optional(),
    video: z.object({ item_id: z.string() }).optional(),
    retain_consult_card: z.object({ card_id: z.string() }).optional(),
  })
  .loose();

const SendBody = z.object({
  to_user_id: z.string().min(1),
  scene: z.string().optional(),
  msg_id: z.string().optional(),
  conversation_id: z.string().optional(),
  content: Content.optional(),
  content_list: z.array(Content).optional(),
});

export type SendVerdict =
  | { readonly kind: 'accept'; readonly conversation: Conversation; readonly message: Message }
  | { readonly kind: 'refuse'; readonly code: number; readonly why: string; readonly customerId: string };

export type SendContext = {
  readonly world: World;
  readonly accountId: string;
  readonly nowMs: number;
  readonly maxPerWindow: number | null;
  readonly knowsImage: (mediaId: string) => boolean;
};

/** Every spelling of the reply scene that integrations use; leaving it out means the same. */
const REPLY_SCENES = new Set([undefined, '', 'im_reply_msg', 'im_replay_msg']);
const ENTRY_SCENE = 'im_enter_direct_msg';
const CONSENT_SCENE = 'im_authorize_message';
const TEXT_LIMIT = 1_000;
const LINK = /https?:\/\/|www\.|\b[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|shop|vip|cc|io|co)\b/i;

/** Judges one call of /im/send/msg/ by the platform's rules: sender, shape, right, content. Changes nothing. */
export function judgeSend(input: unknown, context: SendContext): SendVerdict {
  const parsed = SendBody.safeParse(input);
  const customerId = parsed.success ? parsed.data.to_user_id : '';
  const refuse = (code: number, why: string): SendVerdict => ({ kind: 'refuse', code, why, customerId });

  const barred = judgeSender(context);
  if (barred) return refuse(barred.code, barred.why);
  if (!parsed.success) return refuse(CODE.badParameter, 'body');
  const { scene, msg_id: triggerId, conversation_id: ref, content } = parsed.data;
  if (scene === CONSENT_SCENE) return judgeProactive(parsed.data, context, refuse);
  const isEntry = scene === ENTRY_SCENE;
  if (!isEntry && !REPLY_SCENES.has(scene)) return refuse(CODE.noCapability, `scene ${scene ?? ''}`);
  if (!triggerId || !ref || !content) return refuse(CODE.badParameter, 'msg_id, conversation_id or content missing');

  const conversation = context.world.byRef(ref);
  if (conversation?.accountId !== context.accountId || conversation.customerId !== customerId) {
    return refuse(CODE.mismatch, 'conversation and receiver');
  }
  if (context.world.customers.get(customerId)?.banned) return refuse(CODE.customerBanned, 'customer banned');
  const right = isEntry
    ? judgeEntryRight(conversation, triggerId, context)
    : judgeReplyRight(conversation, triggerId, context);
  if (right) return refuse(right.code, right.why);

  const body = readContent(content, conversation, context);
  if ('code' in body) return refuse(body.code, body.why);
  const { accountId, nowMs } = context;
  return {
    kind: 'accept',
    conversation,
    message: { id: opaqueId(), accountId, customerId, atMs: nowMs, from: 'account', via: 'api', body, triggerId },
  };
}

type Refuse = (code: number, why: string) => SendVerdict;

/** W3: names no event; what it holds is a list. Whether that must hold a card is not told alike everywhere (ASSUMED: no). */
function judgeProactive(input: z.infer<typeof SendBody>, context: SendContext, refuse: Refuse): SendVerdict {
  const { world, accountId, nowMs } = context;
  const customerId = input.to_user_id;
  const [content] = input.content_list ?? [];
  if (!content) return refuse(CODE.badParameter, 'content_list missing');
  const conversation = world.conversation({ accountId, customerId });
  if (world.customers.get(customerId)?.banned) return refuse(CODE.customerBanned, 'customer banned');
  const verdict = judgeConsent(conversation.consent, nowMs);
  if (verdict !== 'open') return refuse(CODE.quotaUsed, `W3: ${verdict}`);
  const body = readContent(content, conversation, context);
  if ('code' in body) return refuse(body.code, body.why);
  const message: Message = { id: opaqueId(), accountId, customerId, atMs: nowMs, from: 'account', via: 'api', body };
  return { kind: 'accept', conversation, message };
}

type No = { readonly code: number; readonly why: string };

function judgeSender({ world, accountId }: SendContext): No | undefined {
  const account = world.accounts.get(accountId);
  if (!account || account.kind === 'ordinary') return { code: CODE.notCertified, why: 'kind of account' };
  if (account.banned) return { code: CODE.senderBarred, why: 'account banned' };
  if (account.autoReplyPolicy) return { code: CODE.autoReplyActive, why: 'automatic reply policy' };
  return undefined;
}

function judgeEntryRight(conversation: Conversation, triggerId: string, context: SendContext): No | undefined {
  const entry = conversation.entries.find((candidate) => candidate.id === triggerId);
  if (!entry) return { code: CODE.mismatch, why: 'msg_id is no entry of this conversation' };
  switch (judgeEntry(entry, context.nowMs)) {
    case 'open':
      return undefined;
    case 'too-late':
      return { code: CODE.entryTooLate, why: 'W1: 30 s are over' };
    case 'used-up':
      return { code: CODE.quotaUsed, why: 'W1: 3 messages were sent' };
    case 'no-grant':
      return { code: CODE.quotaUsed, why: 'W1: this entry grants nothing' };
  }
}

function judgeReplyRight(conversation: Conversation, triggerId: string, context: SendContext): No | undefined {
  const trigger = context.world.message(triggerId);
  const mine = trigger?.accountId === conversation.accountId && trigger.customerId === conversation.customerId;
  if (!trigger || !mine || trigger.from !== 'customer') {
    return { code: CODE.mismatch, why: 'msg_id is no message of this customer' };
  }
  switch (judgeReply(trigger.atMs, conversation.acceptedSinceCustomer, context.maxPerWindow, context.nowMs)) {
    case 'open':
      return undefined;
    case 'too-late':
      return { code: CODE.replyTooLate, why: 'W2: 24 h are over' };
    default:
      return { code: CODE.quotaUsed, why: 'W3a: allowance of this window' };
  }
}

/** Content rules and the capability matrix: the kind of account decides. */
function readContent(content: z.infer<typeof Content>, conversation: Conversation, context: SendContext): Body | No {
  const account = context.world.accounts.get(context.accountId);
  const isStaff = account?.kind === 'staff';
  switch (content.msg_type) {
    case 1:
      return readText(content.text?.text);
    case 2:
      if (isStaff && !conversation.mutual) return { code: CODE.noCapability, why: 'staff image without mutual follow' };
      if (!content.image || !context.knowsImage(content.image.media_id))
        return { code: CODE.badParameter, why: 'media_id' };
      return { kind: 'image', mediaId: content.image.media_id };
    case 8:
      return readCard(content.retain_consult_card?.card_id, 'retain-card', isStaff, context);
    case 25:
      return readCard(componentId(content), 'phone-collect-card', isStaff, context);
    default:
      return { code: CODE.noCapability, why: `msg_type ${content.msg_type}` };
  }
}

function readText(text: string | undefined): Body | No {
  if (text === undefined || text.trim() === '') return { code: CODE.badParameter, why: 'text missing' };
  if (Array.from(text).length > TEXT_LIMIT) return { code: CODE.contentRefused, why: 'text too long' };
  if (LINK.test(text)) return { code: CODE.contentRefused, why: 'text holds a link' };
  return { kind: 'text', text };
}

function readCard(
  cardId: string | undefined,
  kind: 'retain-card' | 'phone-collect-card',
  isStaff: boolean,
  { world, accountId }: SendContext,
): Body | No {
  if (isStaff) return { code: CODE.noCapability, why: 'staff accounts send no cards' };
  const card = world.cards.get(cardId ?? '');
  if (card?.accountId !== accountId || card.kind !== kind || !card.approved)
    return { code: CODE.badParameter, why: 'card' };
  return { kind: 'card', card: kind, cardId: card.id, title: card.title, status: 'blank' };
}

/** The key that holds a lead component is unknown: any object with a component_id is taken. */
function componentId(content: Record<string, unknown>): string | undefined {
  const component = z.object({ component_id: z.string() });
  return Object.values(content)
    .map((value) => component.safeParse(value))
    .find((parsed) => parsed.success)?.data.component_id;
}
