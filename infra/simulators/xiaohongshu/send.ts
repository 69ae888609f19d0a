import * as z from 'zod';
import type { Body, Card, CardKind, Conversation, Message } from '../core/model.ts';
import type { World } from '../core/world.ts';
import { messageId, REFUSAL, type Refused } from './answers.ts';
import type { Sealer } from './cipher.ts';
import type { Binding } from './grants.ts';
import { type ContactVerdict, FIRST_DAY_MS, type FirstContact, judgeFirstContact } from './windows.ts';

/** The outer fields of a send; `content` is sealed. */
export const SendBody = z.object({
  user_id: z.string().min(1),
  request_id: z.string().min(1),
  message_type: z.enum(['TEXT', 'IMAGE', 'VIDEO', 'CARD']).or(z.string()),
  from_user_id: z.string().min(1),
  to_user_id: z.string().min(1),
  third_account_id: z.string().min(1),
  timestamp: z.number().int(),
  content: z.string().min(1),
});
export type SendBody = z.infer<typeof SendBody>;

export type SendContext = {
  readonly world: World;
  readonly sealer: Sealer;
  readonly binding: Binding | undefined;
  readonly nowMs: number;
};

export type SendVerdict =
  | { readonly kind: 'accept'; readonly conversation: Conversation; readonly message: Message }
  | { readonly kind: 'refuse'; readonly refused: Refused; readonly why: string; readonly illegal: boolean };

const refuse = (refused: Refused, why: string, illegal = true): SendVerdict => ({
  kind: 'refuse',
  refused,
  why,
  illegal,
});

/** Judges one send by the platform's rules: binding, sender, content, right. Changes nothing. */
export function judgeSend(input: SendBody, context: SendContext): SendVerdict {
  const { world, binding, nowMs } = context;
  const { from_user_id: accountId, to_user_id: customerId } = input;
  const account = world.accounts.get(accountId);
  const speaks = binding && (accountId === binding.enterpriseId || binding.staff.includes(accountId));
  if (!account || !speaks || binding.accountCode !== input.third_account_id) return refuse(REFUSAL.notBound, 'binding');
  if (account.banned) return refuse(REFUSAL.barred, 'account banned', false);
  const customer = world.customers.get(customerId);
  if (!customer || customer.banned) return refuse(REFUSAL.recipient, 'recipient', customer === undefined);

  const body = readBody(input.message_type, context.sealer.open(input.content), context, accountId);
  if ('code' in body) return refuse(body, input.message_type);
  const conversation = world.conversation({ accountId, customerId });
  const closed = judgeRight(world, conversation, body, nowMs);
  if (closed) return refuse(REFUSAL.window, closed);
  const requestId = input.request_id;
  const id = messageId();
  const message: Message = { id, accountId, customerId, atMs: nowMs, from: 'account', via: 'api', body, requestId };
  return { kind: 'accept', conversation, message };
}

/** Why no right is open; undefined = one is. A quoted comment has its own right (W7): one reply within 24 h. */
function judgeRight(world: World, conversation: Conversation, body: Body, nowMs: number): string | undefined {
  if (body.kind === 'text' && body.quotedCommentId !== undefined) {
    const comment = conversation.comments.find((candidate) => candidate.id === body.quotedCommentId);
    if (!comment) return 'W7: no such comment';
    if (comment.replied || nowMs >= comment.atMs + FIRST_DAY_MS) return 'W7: answered or too old';
    return undefined;
  }
  const verdict = judgeFirstContact(firstContact(world, conversation), body.kind === 'text', nowMs);
  return verdict === 'open' ? undefined : WHY[verdict];
}

const WHY: Readonly<Record<Exclude<ContactVerdict, 'open'>, string>> = {
  'never-entered': 'W4: the customer never opened the page',
  'had-message': 'W4: the customer had a message before',
  'text-first': 'W4: the first message must be text',
  weight: 'W4: a second message needs a high weight',
  'used-up': 'W4: the allowance is used up',
};

/** The facts of W4 to W6, read from the platform's book. */
export function firstContact(world: World, conversation: Conversation): FirstContact {
  const enteredAtMs = conversation.entries[0]?.atMs;
  const own = world.thread(conversation).filter((message) => message.from === 'account');
  const isReplyToComment = (m: Message): boolean => m.body.kind === 'text' && m.body.quotedCommentId !== undefined;
  return {
    enteredAtMs,
    spoke: conversation.lastCustomerAtMs !== undefined,
    follows: conversation.follows,
    highWeight: world.accounts.get(conversation.accountId)?.highWeight ?? false,
    sent: own.filter((m) => !isReplyToComment(m)).map((m) => ({ atMs: m.atMs, isText: m.body.kind === 'text' })),
    wroteBeforeEntry: enteredAtMs !== undefined && own.some((m) => m.atMs < enteredAtMs),
  };
}

const Text = z.object({
  text: z.string(),
  quote: z.object({ type: z.literal('COMMENT'), comment_id: z.string(), note_id: z.string() }).optional(),
});
/** Only the address is asked for: what else these hold is assumed, so its absence proves nothing. */
const Picture = z.object({ image_url: z.url() });
const Film = z.object({ video_url: z.url() });
const SentCard = z.object({
  card_type: z.enum(['SOCIAL_CARD', 'LEAD_CARD', 'LANDING_PAGE', 'NOTE', 'TRADE_CARD']),
  material_id: z.string(),
});

/** UTF-16 units, as the consumer's editor counts. */
const TEXT_LIMIT = 1_000;
/** Links and phone numbers lead off the platform; they must travel as cards. */
const STEERING = /https?:\/\/|www\.|(?<!\d)1[3-9]\d{9}(?!\d)|\b[a-z0-9-]+\.(?:com|cn|net|top|xyz|vip)\b/i;

function readBody(type: string, content: unknown, context: SendContext, accountId: string): Body | Refused {
  if (content === undefined) return REFUSAL.parameter;
  switch (type) {
    case 'TEXT':
      return readText(content);
    case 'IMAGE': {
      const parsed = Picture.safeParse(content);
      return parsed.success ? { kind: 'image', url: parsed.data.image_url } : REFUSAL.parameter;
    }
    case 'VIDEO': {
      const parsed = Film.safeParse(content);
      return parsed.success ? { kind: 'video', url: parsed.data.video_url } : REFUSAL.parameter;
    }
    case 'CARD':
      return readCard(content, context.world, accountId);
    default:
      return REFUSAL.type;
  }
}

function readText(content: unknown): Body | Refused {
  const parsed = Text.safeParse(content);
  if (!parsed.success || parsed.data.text.trim() === '') return REFUSAL.parameter;
  const { text, quote } = parsed.data;
  if (text.length > TEXT_LIMIT || STEERING.test(text)) return REFUSAL.content;
  return { kind: 'text', text, ...(quote ? { quotedCommentId: quote.comment_id } : {}) };
}

const KINDS: Readonly<Record<z.infer<typeof SentCard>['card_type'], Exclude<CardKind, 'message-card'>>> = {
  SOCIAL_CARD: 'name-card',
  LEAD_CARD: 'lead-card',
  LANDING_PAGE: 'landing-page',
  NOTE: 'note',
  TRADE_CARD: 'trade-card',
};

/** Materials belong to the account that made them; only approved ones are sent. */
function readCard(content: unknown, world: World, accountId: string): Body | Refused {
  const parsed = SentCard.safeParse(content);
  if (!parsed.success) return REFUSAL.type;
  const kind = KINDS[parsed.data.card_type];
  const card: Card | undefined = world.cards.get(parsed.data.material_id);
  if (card?.accountId !== accountId || card.kind !== kind || !card.approved) return REFUSAL.material;
  return { kind: 'card', card: kind, cardId: card.id, title: card.title, status: 'blank' };
}
