import type { Platform } from '../conversations/model.ts';
import { figureKey, figuresIn } from './rules-figures.ts';
import { holdsContact } from './rules-text.ts';

/**
 * What an automated reply must not say (SEC22, G3). A violation never leaves: a person answers instead. The checks need
 * no model, so no prompt can talk them out of it (SEC18).
 */
export type Violation =
  | 'empty'
  | 'too-long'
  | 'link'
  | 'contact'
  | 'steering'
  | 'unfounded-figure'
  | 'unfounded-promise'
  | 'internal'
  | 'markup';

export interface PolicyFacts {
  readonly platform: Platform;
  /** Persona, goal and answers as the tenant wrote them: the only ground for figures and promises. Questions ground nothing. */
  readonly grounds: string;
}

const LINK =
  /https?:|\/\/[a-z0-9]|www\s?\.|(?:[a-z0-9-]+\s?[.。·]\s?)+(?:com|cn|net|org|top|xyz|shop|vip|cc|io|me|app|link|site|info|co|ly|url)(?![a-z])|[点。.]\s?(?:com|cn|net)(?![a-z])|点com|淘口令|复制.{0,8}打开|短链|网址是/i;

/** Asking people to go elsewhere: both platforms punish accounts for it. */
const STEERING: Readonly<Record<Platform, RegExp>> = {
  douyin:
    /(?:加|添加|扫|搜|留|发)(?:一下|个|下)?(?:我的?|你的?|您的?|咱们?的?|我们的?|客服的?|老师的?|顾问的?|企业)?\s?(?:微信|薇信?|威信|维信|卫星|v信|vx|wx|wechat|➕?\s?[v薇❤]|qq|扣扣|企鹅|二维码)|二维码|私下(?:交易|转账)|线下转账|(?:转|打)(?:账|钱|款)(?:到|给)/i,
  xiaohongshu:
    /(?:加|添加|扫|搜|留|发)(?:一下|个|下)?(?:我的?|你的?|您的?|咱们?的?|我们的?|客服的?|老师的?|顾问的?|企业)?\s?(?:微信|薇信?|威信|维信|卫星|v信|vx|wx|wechat|➕?\s?[v薇❤]|qq|扣扣|企鹅|二维码)|二维码|(?:去|到|上|在)(?:我们的?)?(?:抖音|淘宝|天猫|京东|拼多多|闲鱼|微博|快手)|私下(?:交易|转账)|线下转账|(?:转|打)(?:账|钱|款)(?:到|给)/i,
};

/** Words that bind the company. Each must stand in what the tenant taught before an agent may use it. */
const PROMISES = [
  '免费',
  '赠送',
  '白送',
  '送您',
  '送你',
  '免单',
  '包退',
  '包换',
  '包过',
  '包教',
  '全额退',
  '退全款',
  '随时退',
  '假一赔',
  '赔付',
  '赔偿',
  '保证',
  '承诺',
  '担保',
  '终身',
  '永久',
  '无条件',
  '零风险',
  '稳赚',
  '最低价',
  '最便宜',
  '全网最低',
  '百分百',
  '100%',
  '绝对',
  '第一品牌',
  '国家级',
  '根治',
  '治愈',
  '立减',
  '返现',
  '返利',
  '优惠券',
  '抵扣',
  '内部价',
  '特价',
  '打折',
  '便宜点',
  '少算',
  '抹零',
  '免息',
  '零首付',
  '0首付',
  '先装修后付款',
  '不满意退',
];

/** What belongs to the machinery, not into a chat. */
const INTERNAL =
  /系统提示|提示词|system ?prompt|<\/?(?:facts|knowledge|persona|customer|event|goal|item|q|a)\b|＜\/?(?:facts|knowledge|persona|customer|event)|hand_over|send_lead_card|send_material|set_tag|tool_use|作为(?:一个|一名)?(?:AI|人工智能)?语言模型|as an ai language model|anthropic|claude|openai|gpt-?\d|知识库(?:里|中|没有|未|显示)|api[ _-]?key|sk-[a-z0-9]|租户|tenant|会话id|conversationid|管理员密码|ignore (?:all |the )?previous/i;
const MARKUP = /<\/?[a-z][^>]*>|\{\s*"[a-z_]+"\s*:|\$\{|<!--/i;

/**
 * Every rule a tidy reply breaks; none = it may be planned. Length is judged by the bubbles (`splitBubbles`).
 * Figures and promises are compared with the tenant's teaching alone: what a customer wrote grounds nothing, or
 * “you said one yuan” would become a price.
 */
export function policyViolations(reply: string, facts: PolicyFacts): readonly Violation[] {
  // ＷＷＷ and 𝟏 look like what they stand for, so they are judged as it; so are words with gaps between their letters.
  const text = reply.replaceAll('〔模拟回答〕', '').normalize('NFKC').trim();
  const squeezed = text.replace(/[\s\u00B7._\-*~|]+/gu, '');
  const grounds = facts.grounds.normalize('NFKC');
  if (text === '') return ['empty'];
  const broken: Violation[] = [];
  const either = (pattern: RegExp) => pattern.test(text) || pattern.test(squeezed);
  if (LINK.test(text)) broken.push('link');
  if (holdsContact(reply)) broken.push('contact');
  if (either(STEERING[facts.platform])) broken.push('steering');
  if (hasUnfoundedFigure(text, grounds)) broken.push('unfounded-figure');
  if (hasUnfoundedPromise(squeezed, grounds)) broken.push('unfounded-promise');
  if (either(INTERNAL)) broken.push('internal');
  if (MARKUP.test(text)) broken.push('markup');
  return broken;
}

function hasUnfoundedFigure(text: string, grounds: string): boolean {
  const named = figuresIn(text);
  if (named.length === 0) return false;
  const known = new Set(figuresIn(grounds).map(figureKey));
  return named.some((figure) => !known.has(figureKey(figure)));
}

/** “不保证”, “没有免费” deny a promise; they bind nobody. */
const DENIED =
  /(?:不|没|没有|无法|不能|不会|并非|未|别)(?:能|敢|会|做|作|提供|可以|支持|存在|是|参加|享受|承诺|保证|敢说)?$/;
const DENIAL_CHARS = 6;

const hasUnfoundedPromise = (text: string, grounds: string): boolean =>
  PROMISES.some((word) => isPromised(word, text) && !isPromised(word, grounds));

function isPromised(word: string, text: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!DENIED.test(text.slice(Math.max(0, at - DENIAL_CHARS), at))) return true;
  }
  return false;
}
