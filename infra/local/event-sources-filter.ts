/**
 * Event patterns of Lambda event source filters: exact values, prefix, suffix, anything-but, exists, numeric,
 * equals-ignore-case, `$or`, nested at will. Numbers in DynamoDB images are texts and match texts.
 */
export type Pattern = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True when the event fulfils the pattern. @throws {Error} for a rule this matcher does not know. */
export function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([name, rule]) => {
    if (name === '$or' && Array.isArray(rule)) return rule.some((one) => isRecord(one) && matches(one, event));
    const value = isRecord(event) ? event[name] : undefined;
    if (Array.isArray(rule)) return candidates(value).some((one) => rule.some((test) => fulfils(test, one)));
    if (isRecord(rule)) return matches(rule, value);
    throw new Error(`filter: ${name} must hold a list or an object`);
  });
}

/** A list in the event matches when one of its elements does; what is missing is one candidate, `undefined`. */
const candidates = (value: unknown): readonly unknown[] => (Array.isArray(value) && value.length > 0 ? value : [value]);

function fulfils(test: unknown, value: unknown): boolean {
  if (!isRecord(test)) return test === value;
  const [entry, ...more] = Object.entries(test);
  if (!entry || more.length > 0) throw new Error(`filter: ${JSON.stringify(test)} must have one key`);
  const [kind, argument] = entry;
  switch (kind) {
    case 'exists':
      return (value !== undefined) === argument;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(argument));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(argument));
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(argument).toLowerCase();
    case 'anything-but':
      return (
        value !== undefined &&
        ![argument].flat().some((other) => (isRecord(other) ? fulfils(other, value) : other === value))
      );
    case 'numeric':
      return Array.isArray(argument) && typeof value === 'number' && inRange(argument, value);
    default:
      throw new Error(`filter: ${kind} is not supported`);
  }
}

function inRange(rule: readonly unknown[], value: number): boolean {
  for (let index = 0; index < rule.length; index += 2) {
    const bound = Number(rule[index + 1]);
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    };
    const operator = String(rule[index]);
    if (!(operator in holds)) throw new Error(`filter: numeric ${operator} is not supported`);
    if (!Object.entries(holds).some(([name, fulfilled]) => name === operator && fulfilled)) return false;
  }
  return true;
}
