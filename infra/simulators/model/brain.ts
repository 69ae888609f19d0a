import { bestAnswer, knowledgeIn } from './knowledge.ts';
import { type AnswerBlock, blocksOf, type MessagesRequest, systemText, textOf } from './wire.ts';

/** What the simulated model says: sensible for a demo, the same for the same prompt, and open about being simulated. */

export const SIMULATED = '〔模拟回答〕';

interface Situation {
  readonly asked: string;
  readonly context: string;
  readonly events: string;
  readonly facts: string;
  readonly system: string;
  readonly tools: ReadonlySet<string>;
  /** What it may send: keys with what they are and when they fit. */
  readonly materials: readonly Material[];
  readonly afterTools: boolean;
}

interface Material {
  readonly key: string;
  readonly about: string;
}

const CUSTOMER = /<customer>([\s\S]*?)<\/customer>/g;
const EVENT = /<event>([\s\S]*?)<\/event>/g;
const FACTS = /<facts>[\s\S]*?<\/facts>/;

const within = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '');

function situationOf(request: MessagesRequest): Situation {
  const spoken = (messages: MessagesRequest['messages']) => messages.flatMap(blocksOf).map(textOf).join('\n');
  const lastAnswer = request.messages.findLastIndex(
    (message) => message.role === 'assistant' && blocksOf(message).every((block) => block.type === 'text'),
  );
  const newest = spoken(request.messages.slice(lastAnswer + 1));
  const earlier = spoken(request.messages.slice(0, lastAnswer + 1).filter((message) => message.role === 'user'));
  const asked = within(newest, CUSTOMER);
  return {
    asked: asked.length > 0 ? asked.join('，') : newest.replace(FACTS, '').replace(EVENT, '').trim(),
    context: within(earlier, CUSTOMER).slice(-2).join('，'),
    events: within(newest, EVENT).join('，'),
    facts: newest.match(FACTS)?.[0] ?? '',
    system: systemText(request),
    tools: new Set((request.tools ?? []).map((tool) => tool.name)),
    materials: materialsIn(request.tools?.find((tool) => tool.name === 'send_material')?.description ?? ''),
    afterTools:
      request.messages.at(-1) !== undefined &&
      blocksOf(request.messages.at(-1) ?? { role: 'user', content: '' }).some((block) => block.type === 'tool_result'),
  };
}

/** As the product lists them: `m1「名称」：何时`. */
const LISTED = /^(m\d+)「(.*)」(?:：(.*))?$/gm;
const materialsIn = (description: string): readonly Material[] =>
  [...description.matchAll(LISTED)].map(([, key = '', name = '', when = '']) => ({ key, about: `${name}，${when}` }));

const WISHES: readonly (readonly [RegExp, string])[] = [
  [/退款|退钱/, 'refund'],
  [/投诉|骗子|律师|曝光/, 'complaint'],
  [/人工|真人|客服|经理|负责人|转接/, 'asked-for-person'],
];
const INTENT = /价格|报价|多少钱|费用|收费|预算|量房|上门|预约|电话|联系|方案|设计图|签合同|定金|优惠|活动|套餐/;
const DECLINES = /不留|不方便留|不想留|别打电话|不要打|先不/;
const GREETING = /^(?:你好|您好|hi|hello|在吗|在不在|有人吗|哈喽|嗨)[\s!！。.~～？?呀啊]*$/i;
const THANKS = /^(?:谢谢|好的|好|嗯|ok|行|收到|明白|知道了|了解)[\s!！。.~～呀啊哦]*$/i;
/** A number that the prompt shows masked. */
const CONTACT_LEFT = /〔(?:手机号|微信号|电话)〕|1\d{2}\*{4}\d{4}|(?<!\d)1[3-9]\d{9}(?!\d)/;
const QUESTION = /[?？]|吗|呢|多少|怎么|什么|哪|几|能不能|可不可以|有没有|是不是|如何|为什么/;

const text = (said: string): AnswerBlock => ({ type: 'text', text: `${said}${SIMULATED}` });

/** The blocks of an answer; `nextId` names tool calls. */
export function think(request: MessagesRequest, nextId: () => string): readonly AnswerBlock[] {
  const situation = situationOf(request);
  const call = (name: string, input: Record<string, unknown> = {}): readonly AnswerBlock[] =>
    situation.tools.has(name) && !situation.afterTools ? [{ type: 'tool_use', id: nextId(), name, input }] : [];

  const reason = handOverReason(situation);
  if (reason !== undefined) return [text('好的，我请同事来接着为您处理，请稍等。'), ...call('hand_over', { reason })];
  if (CONTACT_LEFT.test(situation.asked) || (situation.asked === '' && situation.events.includes('联系方式')))
    return [text('收到您的联系方式了，同事会尽快和您联系。')];
  if (GREETING.test(situation.asked)) return [text('您好，很高兴为您服务，请问想了解哪方面呢？')];
  if (THANKS.test(situation.asked)) return [text('好的，有问题随时问我。')];

  const items = knowledgeIn(situation.system);
  const found = bestAnswer(situation.asked, items) ?? bestAnswer(`${situation.context}，${situation.asked}`, items);
  const material = materialFor(situation);
  if (!found && !material && QUESTION.test(situation.asked)) {
    return [text('这个问题我请同事确认后回复您。'), ...call('hand_over', { reason: 'no-knowledge' })];
  }
  const said = found ? shorten(found.answer) : material ? '资料发给您，您先看看。' : MORE;
  const sent = material ? call('send_material', { material }) : [];
  if (!wantsContact(situation)) return [text(said), ...sent];
  return [text(`${said}方便的话您在卡片里留个电话，同事给您详细说明。`), ...sent, ...call('send_lead_card')];
}

const MORE = '好的，我记下了。方便再说说您的具体情况吗？';

/** The material that what was asked is about, by its key. */
function materialFor({ asked, materials }: Situation): string | undefined {
  const items = materials.map(({ key, about }) => ({ question: about, answer: key }));
  return bestAnswer(asked, items)?.answer;
}

/** Why this goes to a person, in the words of the product's tool; undefined = it does not. */
function handOverReason(situation: Situation): string | undefined {
  const wish = WISHES.find(([pattern]) => pattern.test(situation.asked));
  if (wish) return wish[1];
  const topics = (situation.system.match(/<hand_over_topics>([^<]*)<\/hand_over_topics>/)?.[1] ?? '').split(
    /[、,，\n]/,
  );
  return topics.some((topic) => topic.trim() !== '' && situation.asked.includes(topic.trim())) ? 'topic' : undefined;
}

const wantsContact = ({ system, facts, asked, context }: Situation): boolean =>
  system.includes('<ask_for_contact>yes') &&
  !facts.includes('联系方式：已留') &&
  !/留资卡：(?!可以发)/.test(facts) &&
  INTENT.test(asked) &&
  !DECLINES.test(asked + context);

const COMFORTABLE_CHARS = 110;

/** Whole sentences of an answer, as many as a private message takes. */
function shorten(answer: string): string {
  const sentences = answer.match(/[^。！？!?\n]+[。！？!?]?/g) ?? [answer];
  let said = '';
  for (const sentence of sentences) {
    if (said !== '' && said.length + sentence.length > COMFORTABLE_CHARS) break;
    said += sentence.trim();
  }
  return said;
}
