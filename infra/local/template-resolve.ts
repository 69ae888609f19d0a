import * as z from 'zod';

/** Intrinsic functions of CloudFormation, resolved against names that the local runtime gives its resources. */

const anything = z.record(z.string(), z.unknown());

export const RawTemplate = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: anything.optional(),
      DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Conditions: anything.default({}),
  Mappings: z.record(z.string(), z.record(z.string(), anything)).default({}),
});
export type RawTemplate = z.infer<typeof RawTemplate>;

export interface Names {
  ref(id: string): unknown;
  attribute(id: string, name: string): unknown;
  /** Last word on every text, so that real addresses become local ones however they were joined. */
  localise(text: string): string;
}

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

type Intrinsic = (argument: unknown) => unknown;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(`a text was expected, not ${JSON.stringify(value)}`);
};

const asList = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`a list was expected, not ${JSON.stringify(value)}`);
};

/**
 * Resolves every intrinsic function within a value.
 *
 * @throws {TemplateError} for an intrinsic the runtime does not know, and for one whose arguments have another shape.
 */
export function createResolver(raw: RawTemplate, names: Names): (value: unknown) => unknown {
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') return names.localise(value);
    if (Array.isArray(value)) return value.map(resolve).filter((entry) => entry !== undefined);
    if (!isRecord(value)) return value;
    const [key, ...more] = Object.keys(value);
    if (key !== undefined && more.length === 0 && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'))) {
      const intrinsic = intrinsics[key];
      // `Condition` is an intrinsic inside Conditions and an ordinary word elsewhere (policy statements).
      if (intrinsic && !(key === 'Condition' && typeof value[key] !== 'string')) {
        const result = intrinsic(value[key]);
        return typeof result === 'string' ? names.localise(result) : result;
      }
      if (key !== 'Condition') throw new TemplateError(`${key} is not supported by the local runtime`);
    }
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, entry]) => [name, resolve(entry)] as const)
        .filter(([, entry]) => entry !== undefined),
    );
  };

  const condition = (name: unknown): boolean => {
    const expression = raw.Conditions[asText(name)];
    if (expression === undefined) throw new TemplateError(`condition ${asText(name)} does not exist`);
    return resolve(expression) === true;
  };

  const substitute = (argument: unknown): string => {
    const [text, variables] = Array.isArray(argument)
      ? [asText(argument[0]), resolve(argument[1])]
      : [asText(argument), {}];
    const own = isRecord(variables) ? variables : {};
    return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in own) return asText(own[name]);
      const dot = name.indexOf('.');
      return asText(dot < 0 ? names.ref(name) : names.attribute(name.slice(0, dot), name.slice(dot + 1)));
    });
  };

  const intrinsics: Readonly<Record<string, Intrinsic>> = {
    Ref: (id) => (asText(id) === 'AWS::NoValue' ? undefined : names.ref(asText(id))),
    Condition: condition,
    'Fn::GetAtt': (argument) => {
      const [id, ...rest] = Array.isArray(argument) ? argument.map(asText) : asText(argument).split('.');
      return names.attribute(id ?? '', rest.join('.'));
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = asList(argument);
      return asList(resolve(parts)).map(asText).join(asText(separator));
    },
    'Fn::Sub': substitute,
    'Fn::Select': (argument) => {
      const [index, list] = asList(argument);
      return asList(resolve(list))[Number(resolve(index))];
    },
    'Fn::Split': (argument) => {
      const [separator, text] = asList(argument);
      return asText(resolve(text)).split(asText(separator));
    },
    'Fn::If': (argument) => {
      const [name, yes, no] = asList(argument);
      return resolve(condition(name) ? yes : no);
    },
    'Fn::Equals': (argument) => {
      const [left, right] = asList(resolve(argument));
      return left === right;
    },
    'Fn::Not': (argument) => asList(resolve(argument))[0] !== true,
    'Fn::And': (argument) => asList(resolve(argument)).every((entry) => entry === true),
    'Fn::Or': (argument) => asList(resolve(argument)).some((entry) => entry === true),
    'Fn::Base64': (argument) => Buffer.from(asText(resolve(argument))).toString('base64'),
    'Fn::GetAZs': () => ['us-east-1a', 'us-east-1b'],
    'Fn::ImportValue': (argument) => asText(resolve(argument)),
    'Fn::FindInMap': (argument) => {
      const [map, first, second] = asList(resolve(argument)).map(asText);
      return raw.Mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
    },
  };
  return resolve;
}
