import * as z from 'zod';
import { localCredentials } from './defaults.ts';
import { jsonBody, targetOperation, WireError, type WireRequest, type WireService } from './front-wire.ts';
import { createPolicies, type Principal, type TableAsk } from './policies.ts';
import type { Sts } from './sts.ts';
import type { Template } from './types.ts';

/**
 * SEC10: the table as IAM lets it be seen. Functions that sign as a tenant are given this address instead of the emulator's,
 * which knows no policies: a key that the session's role does not reach is refused here as AWS refuses it.
 */

const TARGET = 'DynamoDB_20120810';
/** The variable that tells a function to assume a role for each tenant. */
export const TENANT_ROLE = 'TENANT_ROLE_ARN';

const Value = z.object({ S: z.string() });
const Keyed = z.object({ pk: Value });
const One = z.object({ TableName: z.string(), Key: Keyed.optional(), Item: Keyed.optional() });
const Query = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditionExpression: z.string(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()),
});
const Batch = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(Keyed) })) });
const Transaction = z.object({
  TransactItems: z.array(z.record(z.enum(['Put', 'Update', 'Delete', 'ConditionCheck']), One.optional())),
});

interface Asked {
  readonly action: string;
  readonly table: string;
  readonly index?: string;
  readonly keys: readonly string[];
}

const oneOf = (action: string, { TableName, Key, Item }: z.infer<typeof One>): Asked => ({
  action,
  table: TableName,
  keys: [Key, Item].flatMap((keyed) => (keyed ? [keyed.pk.S] : [])),
});

/** The partition that a query names: of the table or of an index, whatever its placeholders are called. */
function queried(query: z.infer<typeof Query>): string {
  const attribute = query.IndexName === undefined ? 'pk' : `${query.IndexName}pk`;
  const equals = [...query.KeyConditionExpression.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)];
  const found = equals.find(([, name = '']) => (query.ExpressionAttributeNames[name] ?? name) === attribute);
  const value = Value.safeParse(query.ExpressionAttributeValues[found?.[2] ?? '']);
  if (!value.success) throw new WireError('ValidationException', `the query names no ${attribute}`);
  return value.data.S;
}

function askedOf(operation: string, body: unknown): readonly Asked[] {
  switch (operation) {
    case 'Query': {
      const query = Query.parse(body);
      const index = query.IndexName === undefined ? {} : { index: query.IndexName };
      return [{ action: operation, table: query.TableName, ...index, keys: [queried(query)] }];
    }
    case 'BatchGetItem':
      return Object.entries(Batch.parse(body).RequestItems).map(([table, { Keys }]) => ({
        action: operation,
        table,
        keys: Keys.map(({ pk }) => pk.S),
      }));
    case 'TransactWriteItems':
      return Transaction.parse(body).TransactItems.flatMap((item) =>
        Object.entries(item).flatMap(([kind, one]) =>
          one ? [oneOf(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`, one)] : [],
        ),
      );
    default:
      return [oneOf(operation, One.parse(body))];
  }
}

/** Whoever signs with the runtime's own key through this address is the one function that is given it. */
function roleOfTheFunction(template: Template): string | undefined {
  const Settings = z.object({
    Role: z.string(),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
  });
  const arns = template.resources('AWS::Lambda::Function').flatMap(({ properties }) => {
    const settings = Settings.safeParse(template.resolve(properties)).data;
    return settings && TENANT_ROLE in (settings.Environment?.Variables ?? {}) ? [settings.Role] : [];
  });
  if (arns.length > 1) throw new Error('table guard: more functions than one act for tenants');
  const id = arns[0] === undefined ? undefined : template.logicalIdOfArn(arns[0]);
  return id === undefined ? undefined : String(template.resolve({ Ref: id }));
}

export function createTableGuard(
  { template, dynamoUrl }: { readonly template: Template; readonly dynamoUrl: string },
  sts: Pick<Sts, 'sessionOf'>,
): WireService {
  const mayTouch = createPolicies(template);
  const own = roleOfTheFunction(template);
  const arnOf = ({ table, index }: Asked): string => {
    const id = template
      .resources('AWS::DynamoDB::GlobalTable')
      .find((one) => String(template.resolve({ Ref: one.id })) === table)?.id;
    const arn = id === undefined ? table : String(template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }));
    return index === undefined ? arn : `${arn}/index/${index}`;
  };

  const principalOf = ({ headers }: WireRequest): Principal => {
    const key = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
    const session = sts.sessionOf(key);
    if (session) return session;
    if (key === localCredentials.accessKeyId && own !== undefined) return { role: own, tags: {} };
    throw new WireError('UnrecognizedClientException', 'no session signs with this key');
  };

  return {
    async handle(request) {
      const operation = targetOperation(request, TARGET);
      if (operation === undefined) return undefined;
      const principal = principalOf(request);
      for (const asked of askedOf(operation, jsonBody(request))) {
        const ask: TableAsk = {
          action: `dynamodb:${asked.action}`,
          resource: arnOf(asked),
          leadingKeys: asked.keys,
        };
        if (!mayTouch(principal, ask)) throw new WireError('AccessDeniedException', `${ask.action} is not allowed`);
      }
      const signed = ['x-amz-target', 'x-amz-date', 'content-type', 'authorization'];
      const headers = Object.fromEntries(signed.map((name) => [name, String(request.headers[name] ?? '')]));
      const answer = await fetch(dynamoUrl, { method: 'POST', headers, body: new Uint8Array(request.body) });
      return {
        status: answer.status,
        headers: { 'content-type': answer.headers.get('content-type') ?? 'application/x-amz-json-1.0' },
        body: await answer.text(),
      };
    },
  };
}
