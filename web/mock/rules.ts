import { routes } from '../../shared/contracts/routes.ts';
import type { PackComparisonView } from '../../shared/contracts/rule-pack-routes.ts';
import { Platform } from '../../shared/conversations/model.ts';
import { packFor } from '../../shared/conversations/packs.ts';

/** Rule packs of the stand-in server: the real ones, and a difference that changes with the pack's reply cap. */
export function answerRules(name: string, body: unknown): object {
  if (name === 'listRulePacks')
    return { items: Platform.options.map((platform) => ({ ...packFor(platform, Date.now()), platform })) };
  const { pack } = routes.comparePack.body.parse(body);
  const before = packFor(pack.platform, Date.now());
  const isSame = JSON.stringify(pack) === JSON.stringify({ ...before, platform: pack.platform });
  const examples: PackComparisonView['examples'] = [
    {
      conversationId: 'c-1',
      accountId: 'dy_1',
      customerName: '李女士',
      atMs: Date.now() - 7_200_000,
      contentType: 'text',
      change: 'now-refused',
      before: { kind: 'allowed', rule: 'W2' },
      after: { kind: 'refused', rule: 'W2', code: 'window.quota-used' },
    },
    {
      conversationId: 'c-2',
      accountId: 'dy_1',
      customerName: '小苗',
      atMs: Date.now() - 9_000_000,
      contentType: 'text',
      change: 'limits',
      before: { kind: 'allowed', rule: 'W2' },
      after: { kind: 'allowed', rule: 'W2', left: 6 },
    },
  ];
  const bounds = { conversationsPerAccount: 50, conversations: 300, rowsPerConversation: 150 };
  const figures = { before: before.id, bounds, conversations: 186, asked: 1240, nowAllowed: 0 };
  return isSame
    ? { ...figures, nowRefused: 0, limits: 0, examples: [] }
    : { ...figures, nowRefused: 1, limits: 1, examples };
}
