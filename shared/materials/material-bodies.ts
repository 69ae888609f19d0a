import type { AccountKind, MessageBody, Platform } from '../conversations/model.ts';
import { packFor } from '../conversations/packs.ts';
import { contentTypeOf } from '../conversations/rules-windows.ts';
import { RuleViolation } from '../runtime/errors.ts';
import { sendableText } from './lint.ts';
import type { BaseContent, Material } from './model.ts';
import { resolveParts } from './rules-materials.ts';
import { renderText, type VariableValues } from './rules-variables.ts';

/** Who sends it from where, and when. */
export interface Sending {
  readonly platform: Platform;
  /** Undefined = the account is not known: nothing may be sent. */
  readonly kind: AccountKind | undefined;
  readonly values: VariableValues;
  readonly nowMs: number;
}

/**
 * What a material becomes for one customer, judged whole: either all of it may be sent by this account, or none is. The
 * same for whoever sends it, operator or AI employee (G4, C1). `find` gives the parts that the sender may see.
 *
 * @throws {RuleViolation} `material.platform`, `parts.unknown` for a part that is gone (M2), `content.not-sendable`, and
 * a text's fault where it came out as the platform refuses it.
 */
export function bodiesOf(
  material: Pick<Material, 'platforms' | 'content'>,
  find: (id: string) => Material | undefined,
  { platform, kind, values, nowMs }: Sending,
): readonly MessageBody[] {
  if (!material.platforms.includes(platform)) {
    throw new RuleViolation('material.platform', 'it is not meant for this platform', { rule: 'C1' });
  }
  const pack = packFor(platform, nowMs);
  const bodies = contentsOf(material, find).map((content) => bodyOf(content, values));
  for (const body of bodies) {
    const type = contentTypeOf(body);
    const isSent = type !== undefined && kind !== undefined && pack.capabilities[kind][type].send !== 'no';
    if (!isSent) {
      throw new RuleViolation('content.not-sendable', 'this account never sends a part of it', { rule: 'C1' });
    }
    const fault = body.type === 'text' ? sendableText(platform, pack, body.text) : undefined;
    if (fault) throw new RuleViolation(fault, 'a text came out as the platform refuses it', { rule: 'C1' });
  }
  return bodies;
}

function contentsOf(
  { content }: Pick<Material, 'content'>,
  find: (id: string) => Material | undefined,
): readonly BaseContent[] {
  if (content.kind !== 'combined') return [content];
  return resolveParts(content.parts, find).map((part) => {
    if (part.kind === 'base') return part.content;
    throw new RuleViolation('parts.unknown', 'a part of it is gone', { rule: 'M2' });
  });
}

function bodyOf(content: BaseContent, values: VariableValues): MessageBody {
  if (content.kind === 'text') return { type: 'text', text: renderText(content.text, values) };
  const { objectId, width, height, durationSeconds, hasThumbnail } = content.media;
  const own = { objectId, hasThumbnail, ...(width === undefined || height === undefined ? {} : { width, height }) };
  return content.kind === 'image'
    ? { type: 'image', ...own }
    : { type: 'video', ...own, ...(durationSeconds === undefined ? {} : { durationSeconds }) };
}
