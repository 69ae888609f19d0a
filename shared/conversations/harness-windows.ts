import type { ContentType } from './model.ts';
import type { Standing, WindowFacts } from './model-rules.ts';
import type { RulePack } from './pack-schema.ts';
import { NO_FACTS } from './rules-facts.ts';
import { judge } from './rules-windows.ts';

/** Boundaries of the windows as tables: what is known, when it is, and what the engine says in a word. */

/** Shanghai wall time. */
// eslint-disable-next-line no-restricted-globals -- reads a text, asks no clock
export const at = (text: string): number => Date.parse(`${text}+08:00`);

export const ENTERPRISE: Standing = { kind: 'enterprise', highWeight: false, adSpend30dYuan: 0, mutualFollow: false };

export const STAFF: Standing = { ...ENTERPRISE, kind: 'staff' };

export const facts = (changes: Partial<WindowFacts> = {}): WindowFacts => ({ ...NO_FACTS, ...changes });

export interface Case {
  readonly rule: string;
  readonly facts: WindowFacts;
  readonly now: string;
  readonly type?: ContentType;
  readonly standing?: Standing;
  readonly expected: string;
}

export const told = (pack: RulePack, { facts: known, now, type = 'text', standing = ENTERPRISE }: Case): string => {
  const verdict = judge(pack, standing, known, { contentType: type, sender: 'operator' }, at(now));
  return verdict.kind === 'allowed'
    ? `${verdict.rule} ${verdict.left ?? 'unlimited'}`
    : `${verdict.rule} ${verdict.code}`;
};
