import * as z from 'zod';
import type { Template } from './types.ts';

/**
 * Of IAM what the table's policies use: which actions a role has on which resources, and for which leading keys, with a
 * session's tags. Anything else in a policy that is asked about is an error, so that nothing passes for checked that is not.
 */

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMore,
  Resource: OneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), OneOrMore)).optional(),
});
type Statement = z.infer<typeof Statement>;
const Policy = z.object({ PolicyDocument: z.object({ Statement: z.array(z.unknown()) }), Roles: z.array(z.string()) });

/** Who asks: a role, and the tags of a session of it. */
export interface Principal {
  /** As `Ref` names it. */
  readonly role: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One action on some keys of one resource. */
export interface TableAsk {
  readonly action: string;
  readonly resource: string;
  readonly leadingKeys: readonly string[];
}

/** A statement that names no actions might mean the table's as well: it is not played, and not passed over. */
function ofTheTable(statement: unknown): readonly Statement[] {
  const actions = z.object({ Action: OneOrMore }).safeParse(statement).data?.Action;
  if (!actions || actions.includes('*'))
    throw new Error('policies: a statement without named actions is not played here');
  return actions.some((action) => action.startsWith('dynamodb:')) ? [Statement.parse(statement)] : [];
}

export type Policies = (principal: Principal, ask: TableAsk) => boolean;

const literal = (text: string): string => text.replace(/[.+^${}()|[\]\\*?]/g, '\\$&');

/** A pattern of StringLike with its variables; what a tag holds is never a pattern. Undefined: the session lacks a tag. */
function patternOf(pattern: string, tags: Principal['tags']): RegExp | undefined {
  const parts = pattern.split(/(\$\{[^}]*\})/).map((part) => {
    const tag = /^\$\{aws:PrincipalTag\/([^}]+)\}$/.exec(part)?.[1];
    if (tag === undefined) return literal(part).replaceAll('\\*', '.*').replaceAll('\\?', '.');
    const value = tags[tag];
    return value === undefined ? undefined : literal(value);
  });
  return parts.includes(undefined) ? undefined : new RegExp(`^${parts.join('')}$`, 's');
}

function holds(statement: Statement, { tags }: Principal, leadingKeys: readonly string[]): boolean {
  return Object.entries(statement.Condition ?? {}).every(([operator, conditions]) =>
    Object.entries(conditions).every(([key, patterns]) => {
      const known = patterns.flatMap((pattern) => patternOf(pattern, tags) ?? []);
      const isLike = (value: string): boolean => known.some((pattern) => pattern.test(value));
      if (key === 'dynamodb:LeadingKeys' && operator === 'ForAllValues:StringLike') return leadingKeys.every(isLike);
      if (key === 'dynamodb:LeadingKeys' && operator === 'ForAnyValue:StringLike') return leadingKeys.some(isLike);
      throw new Error(`policies: ${operator} of ${key} is not played here`);
    }),
  );
}

/** Reads the policies of a template once for each role that asks. */
export function createPolicies(template: Template): Policies {
  const ofRole = new Map<string, readonly Statement[]>();
  const statementsOf = (role: string): readonly Statement[] => {
    const known = ofRole.get(role);
    if (known) return known;
    const found = template
      .resources('AWS::IAM::Policy')
      .map(({ properties }) => Policy.parse(template.resolve(properties)))
      .filter(({ Roles }) => Roles.includes(role))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap((statement) => ofTheTable(statement));
    ofRole.set(role, found);
    return found;
  };
  return (principal, { action, resource, leadingKeys }) => {
    const own = statementsOf(principal.role).filter(
      (one) => one.Action.includes(action) && one.Resource.includes(resource) && holds(one, principal, leadingKeys),
    );
    return own.some(({ Effect }) => Effect === 'Allow') && !own.some(({ Effect }) => Effect === 'Deny');
  };
}
