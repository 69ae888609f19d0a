import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRecovery, FeaturePlan, Mfa, OAuthScope, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Who may sign in. Tenant and role are not here but in the table, by `sub`: a change of role takes effect at once. */
export class Identity extends Construct {
  readonly issuer: string;
  readonly clientId: string;
  readonly userPoolId: string;
  readonly #pool: UserPool;

  constructor(scope: Construct, id: string, props: { readonly consoleUrl: string }) {
    super(scope, id);
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      // As long as an invitation counts (rules-members.ts).
      passwordPolicy: { minLength: 12, requireSymbols: false, tempPasswordValidity: Duration.days(7) },
      standardAttributes: {
        email: { required: true, mutable: true },
        fullname: { required: false, mutable: true },
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const { account } = Stack.of(this);
    pool.addDomain('Domain', {
      cognitoDomain: {
        domainPrefix: `miaohong-${account}-${this.node.addr.slice(-8)}`,
      },
    });
    const client: UserPoolClient = pool.addClient('Console', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${props.consoleUrl}/signed-in`],
        logoutUrls: [`${props.consoleUrl}/`],
      },
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(7),
      enableTokenRevocation: true,
    });
    this.issuer = pool.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
    this.userPoolId = pool.userPoolId;
    this.#pool = pool;
    new CfnOutput(Stack.of(this), 'UserPoolId', { value: pool.userPoolId });
  }
  /** Exactly what inviting, resending, revoking and leaving need (X1, SEC11). */
  grantPeople(grantee: IGrantable): void {
    this.#pool.grant(
      grantee,
      'cognito-idp:AdminCreateUser',
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminDisableUser',
      'cognito-idp:AdminEnableUser',
      'cognito-idp:AdminUserGlobalSignOut',
      'cognito-idp:AdminDeleteUser',
    );
  }
}
