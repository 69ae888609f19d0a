import type { World } from '../core/world.ts';
import { DOUYIN_ACCOUNTS, PRESET } from '../preset.ts';
import { opaqueId } from './answers.ts';

/** One of each kind, in their order. */
const MESSAGE_CARDS = ['整装套餐一览', '样板间实景图', '装修前常问的三件事', '拨打门店热线'];

/** Preset accounts with their cards; what a store already knows stays as it is. */
export function furnish(world: World, nowMs: number): void {
  for (const account of DOUYIN_ACCOUNTS) {
    if (world.accounts.has(account.id)) continue;
    world.saveAccount(account);
    if (account.kind !== 'enterprise') continue;
    const isPreset = account.id === PRESET.douyin.enterprise.id;
    const common = { accountId: account.id, approved: true, updatedAtMs: nowMs };
    const retainId = isPreset ? PRESET.douyin.retainCardId : opaqueId();
    const phoneId = isPreset ? PRESET.douyin.phoneCardId : opaqueId();
    world.saveCard({
      ...common,
      id: retainId,
      kind: 'retain-card',
      title: '留下电话，设计师回电报价',
      components: [1, 2, 3],
    });
    world.saveCard({ ...common, id: phoneId, kind: 'phone-collect-card', title: '一键留电话，优先安排量房' });
    for (const [at, title] of MESSAGE_CARDS.entries()) {
      const id = isPreset ? `${phoneId}-m${at + 1}` : opaqueId();
      world.saveCard({ ...common, id, kind: 'message-card', title, componentKind: at + 1 });
    }
  }
}
