import type { MessageBody } from '../conversations/model.ts';
import type { Conversation } from '../conversations/model-head.ts';
import type { ConversationKey } from '../conversations/model-keys.ts';
import type { Message } from '../conversations/model-messages.ts';
import { planMessage } from '../conversations/plan-message.ts';
import type { ConversationDeps } from '../conversations/ports.ts';
import { senderOf } from '../conversations/sender-of.ts';
import { loadHead } from '../conversations/store-conversations.ts';
import type { Caller } from '../runtime/caller.ts';
import { NotFound } from '../runtime/errors.ts';
import { bodiesOf } from './material-bodies.ts';
import { loadMaterial, type MaterialDeps } from './materials.ts';
import type { Material, Viewer } from './model.ts';
import { isVisible } from './rules-materials.ts';
import type { VariableValues } from './rules-variables.ts';

export interface SendMaterialDeps {
  readonly materials: MaterialDeps['materials'];
  readonly conversations: ConversationDeps;
  readonly account: (tenantId: string, accountId: string) => Promise<{ readonly name: string } | undefined>;
}

export interface SendMaterial extends ConversationKey {
  readonly by: Viewer & Pick<Caller, 'name' | 'kind'>;
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
  const bodies = await messagesOf(deps, head, command);
  const messages: Message[] = [];
  let conversation: Conversation = head;
  for (const [at, body] of bodies.entries()) {
    const hold = at === 0 ? command.hold : true;
    const planned = await planMessage(deps.conversations, {
      ...key,
      messageId: at === 0 ? messageId : `${messageId}-${at + 1}`,
      body,
      ...senderOf(by),
      ...(hold === undefined ? {} : { hold }),
    });
    messages.push(planned.message);
    conversation = planned.conversation;
  }
  return { messages, conversation };
}

async function messagesOf(
  deps: SendMaterialDeps,
  head: Conversation,
  { by, materialId }: SendMaterial,
): Promise<readonly MessageBody[]> {
  const material = await loadMaterial(deps, by, materialId);
  const find = await partsOf(deps, by, material);
  const account = await deps.account(head.tenantId, head.accountId);
  const values: VariableValues = {
    'member.name': by.name,
    ...(head.customerName === undefined ? {} : { 'customer.name': head.customerName }),
    ...(account ? { 'account.name': account.name } : {}),
  };
  const { accounts, clock } = deps.conversations;
  const facts = await accounts.load(head.tenantId, head.accountId);
  return bodiesOf(material, find, { platform: head.platform, kind: facts?.kind, values, nowMs: clock.now() });
}

async function partsOf(deps: SendMaterialDeps, by: Viewer, { content }: Material) {
  const ids = content.kind === 'combined' ? content.parts : [];
  const found = await Promise.all(ids.map((id) => deps.materials.load(by.tenantId, id)));
  return (id: string) => found.find((one) => one?.id === id && isVisible(one, by));
}
