/**
 * Variables in texts (M6): `{{customer.name|朋友}}` is the customer's name, or 朋友 where nobody knows it. One pass: what
 * a value holds is never looked at again, so no customer can name themselves into another variable.
 */

/** What may be unknown when a text is sent needs a fallback; the others are always known. */
export const VARIABLES = {
  'customer.name': { mayBeUnknown: true },
  'account.name': { mayBeUnknown: false },
  'member.name': { mayBeUnknown: false },
} as const;
export type VariableName = keyof typeof VARIABLES;

export type VariableValues = Readonly<Partial<Record<VariableName, string>>>;

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: VariableName; readonly fallback: string };

export type VariableFault =
  /** An opening or closing pair of braces without its other half. */
  | { readonly code: 'variables.unclosed'; readonly at: number }
  | { readonly code: 'variables.unknown'; readonly name: string }
  | { readonly code: 'variables.no-fallback'; readonly name: VariableName };

export type ParsedTemplate =
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'fault'; readonly fault: VariableFault };

const VARIABLE = /\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/gu;
const isVariable = (name: string): name is VariableName => Object.hasOwn(VARIABLES, name);
const fault = (found: VariableFault): ParsedTemplate => ({ kind: 'fault', fault: found });

/** Reads a text with variables. A text without a pair of braces is itself. Never throws. */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let done = 0;
  const plain = (to: number): VariableFault | undefined => {
    const between = text.slice(done, to);
    const broken = /\{\{|\}\}/.exec(between);
    if (broken) return { code: 'variables.unclosed', at: done + broken.index };
    if (between !== '') parts.push({ kind: 'text', text: between });
    return undefined;
  };
  for (const found of text.matchAll(VARIABLE)) {
    const [whole, name = '', fallback = ''] = found;
    const broken = plain(found.index);
    if (broken) return fault(broken);
    if (!isVariable(name)) return fault({ code: 'variables.unknown', name });
    if (VARIABLES[name].mayBeUnknown && fallback.trim() === '') return fault({ code: 'variables.no-fallback', name });
    parts.push({ kind: 'variable', name, fallback: fallback.trim() });
    done = found.index + whole.length;
  }
  const broken = plain(text.length);
  return broken ? fault(broken) : { kind: 'template', parts };
}

/** The text a customer gets: each variable's value, or its fallback where the value is missing or blank. */
export const renderTemplate = (parts: readonly TemplatePart[], values: VariableValues): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : values[part.name]?.trim() || part.fallback)).join('');

/** Renders a text as it stands; one that cannot be read, stored before a rule changed, leaves as it was written. */
export function renderText(text: string, values: VariableValues): string {
  const parsed = parseTemplate(text);
  return parsed.kind === 'template' ? renderTemplate(parsed.parts, values) : text;
}
