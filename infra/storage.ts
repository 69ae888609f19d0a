import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { EXPORTS, type MATERIALS, PICTURES, UPLOADS } from '../shared/runtime/objects.ts';
import { UNSET, UNSET_MESSAGE_KEY } from '../shared/runtime/secrets.ts';

/** What a function does with the table; the policy names exactly these actions (SEC11). */
export type TableAction =
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query'
  | 'BatchGetItem'
  | 'ConditionCheckItem';

/** What a function does with objects below one purpose's prefix; `GetObject` answers HEAD as well. */
export type MediaAction = 'GetObject' | 'PutObject' | 'DeleteObject';
export type MediaPurpose = typeof UPLOADS | typeof MATERIALS | typeof EXPORTS | typeof PICTURES;

/** `gsi1` answers lists, `gsi2` owed work (shared/README.md). */
const INDEXES = ['gsi1', 'gsi2'] as const;

/** The table, the key of personal data, the credentials and the media bucket. */
export class Storage extends Construct {
  readonly table: TableV2;
  readonly fieldKey: Key;
  readonly secrets: Secret;
  readonly media: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    this.table = new TableV2(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      globalSecondaryIndexes: [
        {
          indexName: 'gsi1',
          partitionKey: text('gsi1pk'),
          sortKey: text('gsi1sk'),
          // Lists read the rows they show: what an index carries is written again with every change of a row (COST1).
          projectionType: ProjectionType.KEYS_ONLY,
        },
        {
          indexName: 'gsi2',
          partitionKey: text('gsi2pk'),
          sortKey: text('gsi2sk'),
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.fieldKey = new Key(this, 'FieldKey', {
      description: 'Seals the data keys of personal data and platform tokens',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.secrets = new Secret(this, 'Secrets', {
      description: 'Credentials of the platforms and of the model; see README, Deploy',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({
          douyin: { clientKey: UNSET, clientSecret: UNSET, webhookKey: '' },
          xiaohongshu: {
            appId: 0,
            secret: UNSET,
            messageKey: UNSET_MESSAGE_KEY,
            leadToken: '',
            webhookKey: '',
          },
          anthropicApiKey: '',
        }),
        generateStringKey: 'signingKey',
        excludePunctuation: true,
        passwordLength: 48,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.media = new Bucket(this, 'Media', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // What was uploaded and never completed, and what completion has copied already.
        { prefix: UPLOADS, expiration: Duration.days(1) },
        { prefix: EXPORTS, expiration: Duration.days(7) },
        { prefix: PICTURES, expiration: Duration.days(30) },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const stack = Stack.of(this);
    new CfnOutput(stack, 'TableName', { value: this.table.tableName });
    new CfnOutput(stack, 'SecretsArn', { value: this.secrets.secretArn });
  }

  /** Grants exactly these actions on the table and, for `Query`, on its indexes. */
  grantTable(grantee: IGrantable, ...actions: readonly TableAction[]): void {
    this.#grant(grantee, actions, {});
  }

  /** The same for keys that begin so alone; `*` stands for any rest. In an index its own partition key counts. */
  grantKeys(grantee: IGrantable, keys: readonly string[], ...actions: readonly TableAction[]): void {
    this.#grant(grantee, actions, { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...keys] } });
  }

  #grant(grantee: IGrantable, actions: readonly TableAction[], conditions: Record<string, Record<string, string[]>>) {
    const where = Object.keys(conditions).length === 0 ? {} : { conditions };
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.table.tableArn],
      ...where,
    });
    if (actions.includes('DeleteItem') || actions.includes('UpdateItem')) this.#keepAudit(grantee);
    if (!actions.includes('Query')) return;
    const indexes = INDEXES.map((index) => `${this.table.tableArn}/index/${index}`);
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: indexes,
      ...where,
    });
  }

  /** Grants exactly these actions on the objects of one purpose; listing the bucket is for nobody. */
  grantMedia(grantee: IGrantable, purpose: MediaPurpose, ...actions: readonly MediaAction[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `s3:${action}`),
      resourceArns: [this.media.arnForObjects(`${purpose}*`)],
    });
  }

  /** Pages of this origin may send and fetch objects with the addresses they are given. */
  allowPagesOf(origin: string): void {
    this.media.addCorsRule({
      allowedOrigins: [origin],
      allowedMethods: [HttpMethods.GET, HttpMethods.HEAD, HttpMethods.PUT],
      allowedHeaders: ['content-type'],
      exposedHeaders: ['etag'],
      maxAge: 3_600,
    });
  }

  /** SEC31: rows of the audit log are created and never deleted or updated, whatever else a function may do. */
  #keepAudit(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['t#*#audit#*'] } },
      }),
    );
  }

  grantFields(grantee: IGrantable): void {
    this.fieldKey.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt');
  }

  grantSecrets(grantee: IGrantable): void {
    this.secrets.grantRead(grantee);
  }
}
