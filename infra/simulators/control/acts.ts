import * as z from 'zod';
import { Body, Who } from '../core/model.ts';
import { BadRequest, type Call } from '../http/router.ts';
import { EnterOptions, LeadValues, type Twin } from '../twin.ts';

/** Registers a control call of both platforms. */
export type Post = <T extends z.ZodType>(
  path: string,
  schema: T,
  run: (twin: Twin, input: z.output<T>, call: Call) => unknown,
) => void;

const WithText = z.object({ text: z.string().min(1).optional(), body: Body.optional() });
const CardMessage = Who.extend({ messageId: z.string().min(1) });

function bodyOf({ text, body }: z.output<typeof WithText>): Body {
  if (body) return body;
  if (text === undefined) throw new BadRequest('text or body is needed');
  return { kind: 'text', text };
}

/** What people do with their phones. */
export function mountActs(post: Post): void {
  post('enter', Who.extend(EnterOptions.shape), (twin, input) => twin.acts.enter(input, input));
  post('leave', Who, (twin, who) => twin.acts.leave(who));
  post('say', Who.extend(WithText.shape), (twin, input) => twin.acts.say(pick(input), bodyOf(input)));
  post('fill-card', CardMessage.extend({ values: LeadValues.prefault({}) }), (twin, input) =>
    twin.acts.fillCard(input, input.messageId, input.values),
  );
  post('copy-card', CardMessage, (twin, input) => twin.acts.copyCard(input, input.messageId));
  post(
    'follow',
    Who.extend({ follows: z.boolean().default(true), mutual: z.boolean().default(false) }),
    (twin, input) => twin.acts.follow(input, { follows: input.follows, mutual: input.mutual }),
  );
  post('recall', CardMessage, (twin, input) => twin.acts.recall(input, input.messageId));
  post('merchant-say', Who.extend(WithText.shape), (twin, input) => twin.acts.merchantSay(pick(input), bodyOf(input)));
  post('merchant-recall', CardMessage, (twin, input) => twin.acts.merchantRecall(input, input.messageId));
  post('intent-comment', Who.extend({ text: z.string().min(1) }), (twin, input) => {
    if (!twin.acts.comment) throw new BadRequest('this platform has no intent comments');
    return twin.acts.comment(input, input.text);
  });
  const Consenting = Who.extend({ given: z.boolean().default(true), days: z.number().positive().default(30) });
  post('consent', Consenting, (twin, input) => {
    if (!twin.acts.consent) throw new BadRequest('this platform knows no consent to messages');
    return twin.acts.consent(input, input.given, input.days);
  });
}

const pick = ({ accountId, customerId }: Who): Who => ({ accountId, customerId });
