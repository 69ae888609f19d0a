import * as z from 'zod';

/** K3: how far a customer has come on the private side. In this order; nobody is anywhere until somebody says so. */
export const Stage = z.enum(['new-friend', 'trust', 'deal', 'repurchase', 'referral']);
export type Stage = z.infer<typeof Stage>;

/** What a stage is for, in the tenant's own words. */
export type StageGoals = Readonly<Record<Stage, string>>;

/** What a tenant starts with. */
export const DEFAULT_STAGE_GOALS: StageGoals = {
  'new-friend': '打招呼，弄清需求',
  trust: '给案例和方案，约见面',
  deal: '谈定价格，签约付款',
  repurchase: '回访使用情况，推荐加购',
  referral: '请老客户介绍朋友',
};
