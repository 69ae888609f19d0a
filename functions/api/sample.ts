import * as z from 'zod';

/**
 * A valid value for a schema, as small as it may be: so that tests which go over every route cover a new one by
 * themselves. What it cannot make (a refinement, a pattern nobody thought of) is said aloud by the test that uses it.
 */
export function sampleOf(schema: z.ZodType): unknown {
  const value = sample(Json.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })));
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`teach the sampler: ${z.prettifyError(parsed.error)}`);
  return value;
}

const Json = z.looseObject({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  minLength: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
});
type Json = z.infer<typeof Json>;

/** One of these fits every pattern of the contracts; the longest a pattern may ask for comes last. */
const TEXTS = ['a', '1', 'a1', 'sample-id-0123456', '0123456789abcdef', '2026-03-01', '09:30', '12:00', '13800138000'];
const FORMATS: Readonly<Record<string, string>> = {
  email: 'sample@example.com',
  uri: 'https://example.com/a',
  'date-time': '2026-03-01T00:00:00Z',
  date: '2026-03-01',
};

function sample(schema: Json): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choice) return sample(Json.parse(choice[0]));
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sample(Json.parse(schema.properties?.[name] ?? {}))]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(Json.parse(schema.items ?? {})));
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 0);
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'string':
      return text(schema);
    default:
      return {};
  }
}

function text({ format, pattern, minLength = 0 }: Json): string {
  const known = format === undefined ? undefined : FORMATS[format];
  if (known !== undefined) return known;
  const fits = (one: string): boolean =>
    one.length >= minLength && (pattern === undefined || new RegExp(pattern).test(one));
  return TEXTS.find(fits) ?? 'x'.repeat(Math.max(minLength, 1));
}

/** Every object that stands somewhere in a value, with its path: where an undeclared field could be smuggled in. */
export function objectsIn(
  value: unknown,
  path: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => objectsIn(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return [path, ...Object.entries(value).flatMap(([name, one]) => objectsIn(one, [...path, name]))];
}

/** A copy of a value with one more field in the object at `path`. */
export function withField(value: unknown, path: readonly (string | number)[], name: string, extra: unknown): unknown {
  const [first, ...rest] = path;
  if (Array.isArray(value)) {
    return value.map((one: unknown, index) => (index === first ? withField(one, rest, name, extra) : one));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (first === undefined) return { ...value, [name]: extra };
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === first ? withField(one, rest, name, extra) : one]),
  );
}
