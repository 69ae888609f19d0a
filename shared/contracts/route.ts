import * as z from 'zod';
import type { Permission } from '../tenants/model.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under /api/v1, with {name} for path parameters. */
  readonly path: string;
  /** Which role holds it: shared/tenants/rules-permissions.ts. */
  readonly permission: Permission;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  readonly status?: 200 | 201 | 202 | 204;
}

/** A page of a list: absent `nextCursor` = the end. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });

/** Letters that every id of ours is made of; nothing that could mean something in a key. */
export const Id = z.string().regex(/^[0-9A-Za-z_-]{1,128}$/);
export const Cursor = z.string().max(4096).optional();
/** How many a page holds. */
export const Limit = (most: number, usual: number) => z.coerce.number<string>().int().min(1).max(most).default(usual);

export const conversationParams = z.object({ conversationId: Id });
