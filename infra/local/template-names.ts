import { accountId as ACCOUNT, region as REGION } from './defaults.ts';

/** ARN by type: service, and what stands before the name. */
export const ARNS: Readonly<Record<string, readonly [service: string, prefix: string]>> = {
  'AWS::Lambda::Function': ['lambda', 'function:'],
  'AWS::DynamoDB::GlobalTable': ['dynamodb', 'table/'],
  'AWS::DynamoDB::Table': ['dynamodb', 'table/'],
  'AWS::SQS::Queue': ['sqs', ''],
  'AWS::S3::Bucket': ['s3', ''],
  'AWS::Events::EventBus': ['events', 'event-bus/'],
  'AWS::Events::Rule': ['events', 'rule/'],
  'AWS::Scheduler::ScheduleGroup': ['scheduler', 'schedule-group/'],
  'AWS::Scheduler::Schedule': ['scheduler', 'schedule/default/'],
  'AWS::KMS::Key': ['kms', 'key/'],
  'AWS::SecretsManager::Secret': ['secretsmanager', 'secret:'],
  'AWS::IAM::Role': ['iam', 'role/'],
  'AWS::Cognito::UserPool': ['cognito-idp', 'userpool/'],
  'AWS::Logs::LogGroup': ['logs', 'log-group:'],
  'AWS::SNS::Topic': ['sns', ''],
};

/** Property that holds an explicit name, where one is given. */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::ApiGatewayV2::Stage': 'StageName',
  'AWS::Logs::LogGroup': 'LogGroupName',
};

/** What `Ref` gives for the template's own parameters; the stack's name is put in where it is known. */
export const PSEUDO: Readonly<Record<string, unknown>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': '',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/local/local`,
  'AWS::NotificationARNs': [],
};
