import type { MessageBody } from '../conversations/model.ts';
import type { Conversation, ConversationKey, Message } from '../conversations/model-items.ts';
import { packFor } from '../conversations/packs.ts';
import { planMessage } from '../conversations/plan-message.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { contentTypeOf } from '../conversations/rules-windows.ts';
import { loadHead } from '../conversations/store-conversations.ts';
import { NotFound, RuleViolation } from '../runtime/errors.ts';
import { sendableText } from './lint.ts';
import { loadMaterial, type MaterialDeps } from './materials.ts';
import type { BaseContent, Material, Viewer } from './model.ts';
import { isVisible, resolveParts } from './rules-materials.ts';
import { renderText, type VariableValues } from './rules-variables.ts';

export interface SendMaterialDeps {
  readonly materials: MaterialDeps['materials'];
  readonly conversations: ConversationDeps;
  readonly account: (tenantId: string, accountId: string) => Promise<{ readonly name: string } | undefined>;
}

export interface SendMaterial extends ConversationKey {
  readonly by: Viewer & { readonly name: string };
  readonly materialId: string;
  /** Chosen by the caller; the further messages of a combination are named after it. */
  readonly messageId: string;
  readonly hold?: boolean | undefined;
}

export type SentMaterial = { readonly messages: readonly Message[]; readonly conversation: Conversation };

/**
 * Sends a material as the operator: one message for each part, in order, each through the one gate (W10). Variables are
 * resolved now and the finished text is what is stored (M6). Once the first is planned the others wait for a window
 * where there is none (W8), so that no half of a combination is dropped silently.
 *
 * @throws {NotFound}. @throws {RuleViolation} before anything is planned: `parts.unknown` for a part that is gone,
 * `material.platform`, a text the platform refuses as it came out, a type the account never sends (C1); and what
 * `planMessage` throws for the first message.
 */
export async function sendMaterial(deps: SendMaterialDeps, command: SendMaterial): Promise<SentMaterial> {
  const { tenantId, conversationId, by, messageId } = command;
  const key = { tenantId, conversationId };
  const head = await loadHead(deps.conversations.table, key);
  if (!head) throw new NotFound('conversation.unknown', 'no such conversation');
  const bodies = await bodiesOf(deps, head, command);
  const messages: Message[] = [];
  let conversation: Conversation = head;
  for (const [at, body] of bodies.entries()) {
    const hold = at === 0 ? command.hold : true;
    const planned = await planMessage(deps.conversations, {
      ...key,
      messageId: at === 0 ? messageId : `${messageId}-${at + 1}`,
      body,
      sender: 'operator',
      senderId: by.memberId,
      ...(hold === undefined ? {} : { hold }),
    });
    messages.push(planned.message);
    conversation = planned.conversation;
  }
  return { messages, conversation };
}

/** What a material becomes for one customer, judged whole: either all of it may be sent by this account, or none is. */
async function bodiesOf(
  deps: SendMaterialDeps,
  head: Conversation,
  { by, materialId }: SendMaterial,
): Promise<readonly MessageBody[]> {
  const material = await loadMaterial(deps, by, materialId);
  const { platform } = head;
  if (!material.platforms.includes(platform)) {
    throw new RuleViolation('material.platform', 'it is not meant for this platform', { rule: 'C1' });
  }
  const contents = await contentsOf(deps, by, material);
  const account = await deps.account(head.tenantId, head.accountId);
  const values: VariableValues = {
    'member.name': by.name,
    ...(head.customerName === undefined ? {} : { 'customer.name': head.customerName }),
    ...(account ? { 'account.name': account.name } : {}),
  };
  const bodies = contents.map((content) => bodyOf(content, values));
  const facts = await deps.conversations.accounts.load(head.tenantId, head.accountId);
  const pack = packFor(platform, deps.conversations.clock.now());
  for (const body of bodies) {
    const type = contentTypeOf(body);
    const isSent = type !== undefined && facts !== undefined && pack.capabilities[facts.kind][type].send !== 'no';
    if (!isSent) {
      throw new RuleViolation('content.not-sendable', 'this account never sends a part of it', { rule: 'C1' });
    }
    const fault = body.type === 'text' ? sendableText(platform, pack, body.text) : undefined;
    if (fault) throw new RuleViolation(fault, 'a text came out as the platform refuses it', { rule: 'C1' });
  }
  return bodies;
}

async function contentsOf(deps: SendMaterialDeps, by: Viewer, { content }: Material): Promise<readonly BaseContent[]> {
  if (content.kind !== 'combined') return [content];
  const found = await Promise.all(content.parts.map((id) => deps.materials.load(by.tenantId, id)));
  const find = (id: string) => found.find((one) => one?.id === id && isVisible(one, by));
  return resolveParts(content.parts, find).map((part) => {
    if (part.kind === 'base') return part.content;
    throw new RuleViolation('parts.unknown', 'a part of it is gone', { rule: 'M2' });
  });
}

function bodyOf(content: BaseContent, values: VariableValues): MessageBody {
  if (content.kind === 'text') return { type: 'text', text: renderText(content.text, values) };
  const { objectId, width, height, durationSeconds, hasThumbnail } = content.media;
  const own = { objectId, hasThumbnail, ...(width === undefined || height === undefined ? {} : { width, height }) };
  return content.kind === 'image'
    ? { type: 'image', ...own }
    : { type: 'video', ...own, ...(durationSeconds === undefined ? {} : { durationSeconds }) };
}
