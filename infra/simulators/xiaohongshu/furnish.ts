import type { World } from '../core/world.ts';
import { PRESET, XIAOHONGSHU_ACCOUNTS } from '../preset.ts';

/** Preset accounts with their materials; what a store already knows stays as it is. */
export function furnish(world: World, nowMs: number): void {
  const preset = PRESET.xiaohongshu;
  for (const account of XIAOHONGSHU_ACCOUNTS) {
    if (world.accounts.has(account.id)) continue;
    world.saveAccount(account);
    const isOurs = account.id === preset.enterprise.id;
    const isOurStaff = account.id === preset.staff.id;
    const own = (id: string): string => (isOurs ? id : `${id}-${account.id.slice(0, 6)}`);
    const leadId = isOurStaff ? preset.staffLeadCardId : own(preset.leadCardId);
    const common = { accountId: account.id, approved: true, updatedAtMs: nowMs };
    world.saveCard({ ...common, id: leadId, kind: 'lead-card', title: '免费领取整装报价', subKind: '' });
    world.saveCard({ ...common, id: own(preset.nameCardId), kind: 'name-card', title: '设计师企微', subKind: 'WECOM' });
    world.saveCard({ ...common, id: own('60022'), kind: 'name-card', title: '门店热线', subKind: 'PHONE' });
    world.saveCard({ ...common, id: own(preset.noteId), kind: 'note', title: '89平三居改造，一个月搬进新家' });
    if (account.kind !== 'enterprise') continue;
    world.saveCard({ ...common, id: own('5518820'), kind: 'landing-page', title: '整装套餐预约量房' });
  }
}
