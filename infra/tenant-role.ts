import { AccountRootPrincipal, Effect, type IGrantable, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SHARED } from '../shared/runtime/shared-keys.ts';
import type { Storage } from './storage.ts';

/** The tag of a session that names its tenant. */
const TAG = 'tenant';
const anyOf = (lead: string): string => `${lead}*`;
const OWN = `t#\${aws:PrincipalTag/${TAG}}`;

/**
 * SEC10: the role whose sessions reach one tenant's keys. A function's own session cannot carry a tag, so whoever serves
 * requests assumes this role for the tenant of each, and has no other way to a tenant's rows.
 */
export class TenantRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, storage: Storage) {
    super(scope, id);
    // Of the account, because the two roles would name each other; whom the account lets assume it is granted by `allow` alone.
    this.role = new Role(this, 'Role', {
      assumedBy: new AccountRootPrincipal(),
      description: 'Reaches the rows of the tenant that its session is tagged with',
    });
    this.role.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        principals: [new AccountRootPrincipal()],
        actions: ['sts:TagSession'],
        conditions: {
          StringLike: { [`aws:RequestTag/${TAG}`]: '*' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': [TAG] },
        },
      }),
    );
    // Directory entries are claimed, looked up and given back one by one; whose member somebody is stays once it is written.
    storage.grantKeys(this.role, [...SHARED].map(anyOf), 'GetItem', 'PutItem', 'ConditionCheckItem');
    const given = SHARED.filter((lead) => lead !== 'd#sub#');
    storage.grantKeys(this.role, given.map(anyOf), 'DeleteItem');
    storage.grantKeys(
      this.role,
      [OWN, `${OWN}#*`],
      'GetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
      'BatchGetItem',
      'ConditionCheckItem',
    );
  }

  /** Lets a function begin sessions, each of one tenant. */
  allow(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['sts:AssumeRole', 'sts:TagSession'],
        resources: [this.role.roleArn],
      }),
    );
  }
}
