import * as z from 'zod';
import { ApiError, type Route } from '../../shared/contracts/routes.ts';

type JsonObject = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document (X2), generated from the very table that the router serves, so that it cannot describe
 * another API. Inputs are described as they are sent, answers as they are received.
 */
export function openApiDocument(routes: Readonly<Record<string, Route>>): JsonObject & { openapi: string } {
  const paths: Record<string, JsonObject> = {};
  for (const [name, route] of Object.entries(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Miaohong',
      version: '1',
      description: 'Conversations, accounts, AI employees and leads of Douyin and Xiaohongshu. 秒红的开放接口。',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ member: [] }],
    paths,
    components: {
      securitySchemes: { member: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Error: output(ApiError) },
    },
  };
}

function operation(operationId: string, route: Route): JsonObject {
  const isPublic = route.permission === 'public';
  return {
    operationId,
    summary: route.summary,
    ...(isPublic ? { security: [] } : { 'x-permission': route.permission }),
    parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query)],
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: input(route.body) } } } }
      : {}),
    responses: {
      [String(route.status ?? 200)]: {
        description: 'As asked',
        content: { 'application/json': { schema: output(route.response) } },
      },
      default: {
        description: 'Refused: a stable code, the field and the rule',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined): JsonObject[] {
  if (!schema) return [];
  const { properties, required } = ObjectSchema.parse(input(schema));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

const ObjectSchema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

const input = (schema: z.ZodType): JsonObject => strip(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
const output = (schema: z.ZodType): JsonObject =>
  strip(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));

/** The dialect is the document's own; repeating it in every schema only makes the document longer. */
function strip(schema: JsonObject): JsonObject {
  const { $schema: _dialect, ...rest } = schema;
  return rest;
}
