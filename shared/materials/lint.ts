import type { ContentType, Platform } from '../conversations/model.ts';
import type { RulePack } from '../conversations/pack-schema.ts';
import { type TextFault, type TextLimit, textFault } from '../platforms/sendable-text.ts';
import type { BaseContent } from './model.ts';
import { parseTemplate, renderTemplate, type VariableFault } from './rules-variables.ts';

/** Judges content for a platform while it is written (C1, C2), by what the sender's own adapter would refuse. */

/** Of a rule pack; its platform, because a pack read as data names it as text. */
export type LintPack = Pick<RulePack, 'capabilities' | 'textMaxChars'>;
export type LintFault = VariableFault['code'] | TextFault | 'content.never-sent';
export interface LintIssue {
  readonly platform: Platform;
  readonly code: LintFault;
  /** C2 for a video on Douyin; C1 otherwise. */
  readonly rule: 'C1' | 'C2' | 'M6';
}

/** The adapters count so (their wire files say why); lint.test.ts holds both together. */
const UNITS: Readonly<Record<Platform, Pick<TextLimit, 'unit' | 'phones'>>> = {
  douyin: { unit: 'code-points' },
  xiaohongshu: { unit: 'utf16', phones: 'refused' },
};

/** Whether any kind of account of the platform may ever send this (C1); mutual follow is the customer's affair. */
export const maySend = (pack: Pick<LintPack, 'capabilities'>, type: ContentType): boolean =>
  Object.values(pack.capabilities).some((byType) => byType[type].send !== 'no');

/** What a platform would refuse of a base material; nothing = it can be sent there. Texts count with their fallbacks. */
export function lintContent(platform: Platform, pack: LintPack, content: BaseContent): readonly LintIssue[] {
  if (!maySend(pack, content.kind)) {
    const rule = platform === 'douyin' && content.kind === 'video' ? 'C2' : 'C1';
    return [{ platform, code: 'content.never-sent', rule }];
  }
  if (content.kind !== 'text') return [];
  const template = parseTemplate(content.text);
  if (template.kind === 'fault') return [{ platform, code: template.fault.code, rule: 'M6' }];
  const code = sendableText(platform, pack, renderTemplate(template.parts, {}));
  return code ? [{ platform, code, rule: 'C1' }] : [];
}

/** What forbids sending a finished text. */
export const sendableText = (platform: Platform, pack: LintPack, text: string): TextFault | undefined =>
  textFault(text, { max: pack.textMaxChars, ...UNITS[platform] });
