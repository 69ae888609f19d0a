import type { Permission } from '../contracts/routes.ts';

/** The member behind a request. Everything it reaches is looked up by `tenantId` (SEC8). */
export interface Caller {
  readonly tenantId: string;
  readonly memberId: string;
  readonly name: string;
  /** An application that acts for the tenant, under an id of its own; absent = a person. */
  readonly kind?: 'application';
  readonly permissions: readonly Permission[];
  /** X1: sees only conversations assigned to them or of accounts they work for (rules-visibility.ts). */
  readonly ownOnly?: boolean;
}

/** Finds the caller behind a verified token's subject; undefined where nobody invited them. */
export type FindCaller<C extends Caller = Caller> = (sub: string) => Promise<C | undefined>;
