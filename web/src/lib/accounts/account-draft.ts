import type { AccountView } from '../contracts.ts';

/** How many welcome messages a platform sends at most (T1). */
export const welcomeLimit = (platform: AccountView['platform']): number => (platform === 'douyin' ? 3 : 2);

/** What the form edits; `agentId` is null where no agent is bound, `ownerId` where nobody answers for it. */
export type AccountDraft = Pick<
  AccountView,
  'name' | 'subject' | 'kind' | 'highWeight' | 'adSpend30dYuan' | 'agentMode' | 'welcome' | 'operatorIds'
> & {
  agentId: string | null;
  ownerId: string | null;
};

export const draftOf = (account: AccountView): AccountDraft => ({
  name: account.name,
  subject: account.subject,
  kind: account.kind,
  highWeight: account.highWeight,
  adSpend30dYuan: account.adSpend30dYuan,
  agentMode: account.agentMode,
  agentId: account.agentId ?? null,
  welcome: account.welcome,
  ownerId: account.ownerId ?? null,
  operatorIds: account.operatorIds,
});

/** A draft begun on `base` as it reads over `next`: fields nobody touched follow, fields touched here stay. */
export function rebased(draft: AccountDraft, base: AccountDraft, next: AccountDraft): AccountDraft {
  const follow = <K extends keyof AccountDraft>(field: K): AccountDraft[K] =>
    JSON.stringify(draft[field]) === JSON.stringify(base[field]) ? next[field] : draft[field];
  return {
    name: follow('name'),
    subject: follow('subject'),
    kind: follow('kind'),
    highWeight: follow('highWeight'),
    adSpend30dYuan: follow('adSpend30dYuan'),
    agentMode: follow('agentMode'),
    agentId: follow('agentId'),
    welcome: follow('welcome'),
    ownerId: follow('ownerId'),
    operatorIds: follow('operatorIds'),
  };
}

/** People are a set: ticking one off and on again changes nothing. */
const isSamePeople = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/** What a form changed, and nothing else: a colleague's change of another field is not undone. */
export function changesOf(account: AccountView, draft: AccountDraft): Partial<AccountDraft> {
  const before = draftOf(account);
  const isSameWelcome = JSON.stringify(before.welcome) === JSON.stringify(draft.welcome);
  return {
    ...(before.name === draft.name ? {} : { name: draft.name }),
    ...(before.subject === draft.subject.trim() ? {} : { subject: draft.subject.trim() }),
    ...(before.kind === draft.kind ? {} : { kind: draft.kind }),
    ...(before.highWeight === draft.highWeight ? {} : { highWeight: draft.highWeight }),
    ...(before.adSpend30dYuan === draft.adSpend30dYuan ? {} : { adSpend30dYuan: draft.adSpend30dYuan }),
    ...(before.agentMode === draft.agentMode ? {} : { agentMode: draft.agentMode }),
    ...(before.agentId === draft.agentId ? {} : { agentId: draft.agentId }),
    ...(isSameWelcome ? {} : { welcome: draft.welcome }),
    ...(before.ownerId === draft.ownerId ? {} : { ownerId: draft.ownerId }),
    ...(isSamePeople(before.operatorIds, draft.operatorIds) ? {} : { operatorIds: draft.operatorIds }),
  };
}
