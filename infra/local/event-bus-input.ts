import * as z from 'zod';

/** What a rule's target gets: the whole event, a constant, one part of it, or a text built from parts. */
export const TargetInput = z.object({
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The value at `$.a.b`, or undefined. Only names and indexes: that is all EventBridge allows here. */
export function valueAt(path: string, event: unknown): unknown {
  const steps = path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((step) => step !== '');
  return steps.reduce<unknown>(
    (value, step) => (isRecord(value) ? value[step.replace(/^['"]|['"]$/g, '')] : undefined),
    event,
  );
}

const isInsideQuotes = (template: string, offset: number): boolean =>
  (template.slice(0, offset).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;

/** JSON text for the target. A placeholder inside quotes becomes text, elsewhere JSON. */
export function shapeInput(target: z.output<typeof TargetInput>, event: unknown): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(target.InputPath, event) ?? null);
  if (!target.InputTransformer) return JSON.stringify(event);
  const { InputPathsMap, InputTemplate } = target.InputTransformer;
  return InputTemplate.replace(/<([^<>"]+)>/g, (_, name: string, offset: number) => {
    const path = InputPathsMap[name];
    const value = name === 'aws.events.event' ? event : path === undefined ? '' : (valueAt(path, event) ?? '');
    if (!isInsideQuotes(InputTemplate, offset)) return JSON.stringify(value);
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
  });
}
