import * as z from 'zod';
import type { Platform } from '../../shared/conversations/model.ts';
import type { Stack } from './stack.ts';

/** The simulators' control API, as far as tests use it. */

const Message = z.object({
  id: z.string(),
  atMs: z.number(),
  from: z.enum(['customer', 'account']),
  via: z.enum(['api', 'app']),
  body: z.looseObject({
    kind: z.string(),
    text: z.string().optional(),
    card: z.string().optional(),
    status: z.string().optional(),
  }),
  recalledAtMs: z.number().optional(),
});
export type SimulatedMessage = z.infer<typeof Message>;

const Conversation = z.object({
  accountId: z.string(),
  customerId: z.string(),
  entries: z.array(z.object({ id: z.string(), atMs: z.number(), granted: z.boolean(), spent: z.number() })),
  counters: z.record(z.string(), z.number()),
  messages: z.array(Message).default([]),
});
export type SimulatedConversation = z.infer<typeof Conversation>;

const Ledger = z.object({
  counters: z.record(z.string(), z.number()),
  refusals: z.array(z.looseObject({ illegal: z.boolean(), code: z.number(), why: z.string() })),
  conversations: z.array(Conversation),
});
export type SimulatedLedger = z.infer<typeof Ledger>;

const Entered = z.object({ entryId: z.string(), granted: z.boolean() });

export interface Who {
  readonly accountId: string;
  readonly customerId: string;
}

export interface Simulator {
  customer(platform: Platform, customer: { id: string; name: string; phone?: string }): Promise<void>;
  enter(platform: Platform, who: Who): Promise<z.infer<typeof Entered>>;
  say(platform: Platform, who: Who, text: string): Promise<SimulatedMessage>;
  /** Any other act of the control API. */
  act(platform: Platform, path: string, body: object): Promise<unknown>;
  conversation(platform: Platform, who: Who): Promise<SimulatedConversation>;
  /** The whole book, messages included. */
  ledger(platform: Platform): Promise<SimulatedLedger>;
  /** As /_control/faults takes it; without a plan everything works again. */
  faults(plan?: object): Promise<void>;
}

/** @throws {Error} with the control API's words where it refuses. */
export function createSimulator(stack: Pick<Stack, 'simulators'>): Simulator {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${stack.simulators}/_control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    async customer(platform, customer) {
      await call('POST', `${platform}/customers`, customer);
    },
    enter: async (platform, who) =>
      Entered.parse(await call('POST', `${platform}/enter`, { ...pick(who), source: 'ad' })),
    say: async (platform, who, text) => Message.parse(await call('POST', `${platform}/say`, { ...pick(who), text })),
    act: (platform, path, body) => call('POST', `${platform}/${path}`, body),
    async conversation(platform, who) {
      const ledger = await call('GET', `${platform}/ledger?${new URLSearchParams({ ...pick(who) }).toString()}`);
      const found = Ledger.parse(ledger).conversations[0];
      if (!found) throw new Error(`${platform} knows no conversation of ${who.customerId}`);
      return found;
    },
    ledger: async (platform) => Ledger.parse(await call('GET', `${platform}/ledger?messages=1`)),
    async faults(plan) {
      await call(plan ? 'POST' : 'DELETE', 'faults', plan);
    },
  };
}

const pick = ({ accountId, customerId }: Who): Who => ({ accountId, customerId });

/** What the product sent through the platform's interface, oldest first. */
export const accepted = (conversation: SimulatedConversation): readonly SimulatedMessage[] =>
  conversation.messages.filter((message) => message.from === 'account' && message.via === 'api');

/** Texts in clear, other messages by their kind. */
export const textsOf = (messages: readonly SimulatedMessage[]): readonly string[] =>
  messages.map(({ body }) => body.text ?? body.card ?? body.kind);
