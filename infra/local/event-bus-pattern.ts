import * as z from 'zod';

/**
 * EventBridge event patterns. A pattern names fields and, for each, a list of values or conditions of which one must
 * hold; a field whose event value is a list matches if one of its members does.
 */
export type Matcher = (event: unknown) => boolean;

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Texts = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));
const IgnoreCase = z.strictObject({ 'equals-ignore-case': z.string() });
const AnythingBut = z.union([
  Scalar,
  z.array(Scalar),
  z.strictObject({ prefix: Texts }),
  z.strictObject({ suffix: Texts }),
  z.strictObject({ wildcard: Texts }),
  z.strictObject({ 'equals-ignore-case': Texts }),
]);
const Condition = z.union([
  Scalar,
  z.strictObject({ prefix: z.union([z.string(), IgnoreCase]) }),
  z.strictObject({ suffix: z.union([z.string(), IgnoreCase]) }),
  z.strictObject({ 'equals-ignore-case': z.string() }),
  z.strictObject({ wildcard: z.string() }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ numeric: z.array(z.union([z.enum(['=', '<', '<=', '>', '>=']), z.number()])).min(2) }),
  z.strictObject({ 'anything-but': AnythingBut }),
]);
type Condition = z.output<typeof Condition>;

/** `present` is false for a field the event does not have; then only `exists: false` holds. */
type Test = (value: unknown, present: boolean) => boolean;

const onText =
  (holds: (text: string) => boolean): Test =>
  (value, present) =>
    present && typeof value === 'string' && holds(value);

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

const edge = (rule: string | z.output<typeof IgnoreCase>, side: 'startsWith' | 'endsWith'): Test => {
  if (typeof rule === 'string') return onText((text) => text[side](rule));
  const wanted = rule['equals-ignore-case'].toLowerCase();
  return onText((text) => text.toLowerCase()[side](wanted));
};

const compare = (value: number, operator: unknown, limit: unknown): boolean => {
  if (typeof limit !== 'number') throw new Error('a numeric condition takes operators and numbers in turn');
  switch (operator) {
    case '=':
      return value === limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      throw new Error('a numeric condition takes operators and numbers in turn');
  }
};

function compileNumeric(parts: readonly unknown[]): Test {
  const pairs = Array.from(
    { length: Math.ceil(parts.length / 2) },
    (_, i) => [parts[2 * i], parts[2 * i + 1]] as const,
  );
  for (const [operator, limit] of pairs) compare(0, operator, limit);
  return (value, present) =>
    present && typeof value === 'number' && pairs.every(([operator, limit]) => compare(value, operator, limit));
}

function compileAnythingBut(rule: z.output<typeof AnythingBut>): Test {
  const textTests = (texts: readonly string[], holds: (text: string, wanted: string) => boolean): Test =>
    onText((text) => !texts.some((wanted) => holds(text, wanted)));
  if (rule === null || typeof rule !== 'object') return (value, present) => present && value !== rule;
  if (Array.isArray(rule)) return (value, present) => present && !rule.some((one) => one === value);
  if ('prefix' in rule) return textTests(rule.prefix, (text, wanted) => text.startsWith(wanted));
  if ('suffix' in rule) return textTests(rule.suffix, (text, wanted) => text.endsWith(wanted));
  if ('wildcard' in rule) return textTests(rule.wildcard, (text, wanted) => wildcard(wanted).test(text));
  return textTests(rule['equals-ignore-case'], (text, wanted) => text.toLowerCase() === wanted.toLowerCase());
}

function compileCondition(condition: Condition): Test {
  if (condition === null || typeof condition !== 'object') return (value, present) => present && value === condition;
  if ('prefix' in condition) return edge(condition.prefix, 'startsWith');
  if ('suffix' in condition) return edge(condition.suffix, 'endsWith');
  if ('exists' in condition) return (_, present) => present === condition.exists;
  if ('numeric' in condition) return compileNumeric(condition.numeric);
  if ('anything-but' in condition) return compileAnythingBut(condition['anything-but']);
  if ('wildcard' in condition) {
    const expression = wildcard(condition.wildcard);
    return onText((text) => expression.test(text));
  }
  const wanted = condition['equals-ignore-case'].toLowerCase();
  return onText((text) => text.toLowerCase() === wanted);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function compileList(conditions: readonly unknown[], path: string): Test {
  const tests = conditions.map((condition) => {
    const parsed = Condition.safeParse(condition);
    if (!parsed.success) throw new Error(`event pattern: unknown condition at ${path}: ${JSON.stringify(condition)}`);
    return compileCondition(parsed.data);
  });
  return (value, present) => {
    const values = Array.isArray(value) ? value : [value];
    return tests.some((holds) => values.some((one) => holds(one, present)));
  };
}

function compileField(key: string, rule: unknown, path: string): Matcher {
  if (key === '$or') {
    if (!Array.isArray(rule)) throw new Error(`event pattern: $or at ${path} must be a list`);
    const branches = rule.map((branch) => compilePattern(branch, path));
    return (event) => branches.some((matches) => matches(event));
  }
  const field = (event: unknown): { value: unknown; present: boolean } =>
    isRecord(event) && Object.hasOwn(event, key)
      ? { value: event[key], present: true }
      : { value: undefined, present: false };
  if (Array.isArray(rule)) {
    const test = compileList(rule, path);
    return (event) => {
      const { value, present } = field(event);
      return test(value, present);
    };
  }
  const nested = compilePattern(rule, path);
  return (event) => {
    const { value } = field(event);
    return Array.isArray(value) ? value.some((one) => nested(one)) : nested(value);
  };
}

/** Compiles a pattern once. @throws {Error} for a condition that EventBridge does not have, naming its place. */
export function compilePattern(pattern: unknown, path = ''): Matcher {
  if (!isRecord(pattern)) throw new Error(`event pattern: ${path || 'the pattern'} must be an object or a list`);
  const fields = Object.entries(pattern).map(([key, rule]) => compileField(key, rule, path ? `${path}.${key}` : key));
  return (event) => fields.every((matches) => matches(event));
}
