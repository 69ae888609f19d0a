// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub writes placeholders this way
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { loadTemplate } from './template.ts';

const small = fileURLToPath(new URL('fixtures/small', import.meta.url));
const addresses = { origin: 'http://127.0.0.1:8080', awsPort: 8082, sqsPort: 8083, bucketsPort: 4 };
const folder = mkdtempSync(join(tmpdir(), 'template-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 50 }));

function load(template: object) {
  writeFileSync(join(folder, 'Try.template.json'), JSON.stringify(template));
  writeFileSync(join(folder, 'Try.assets.json'), JSON.stringify({ files: {} }));
  return loadTemplate(folder, addresses);
}

const resolving = (value: unknown, more: object = {}) =>
  load({
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      Table: { Type: 'AWS::DynamoDB::GlobalTable' },
      Pool: { Type: 'AWS::Cognito::UserPool' },
      Client: { Type: 'AWS::Cognito::UserPoolClient' },
      Site: { Type: 'AWS::CloudFront::Distribution' },
      Media: { Type: 'AWS::S3::Bucket' },
      Live: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
      Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    },
    ...more,
  }).resolve(value);

describe('intrinsic functions', () => {
  test.each([
    [{ Ref: 'Queue' }, 'http://127.0.0.1:8083/000000000000/Queue'],
    [{ Ref: 'Table' }, 'Table'],
    [{ Ref: 'Media' }, 'media'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:Queue'],
    [{ 'Fn::GetAtt': 'Media.Arn' }, 'arn:aws:s3:::media'],
    [{ 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/Table/stream/local'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-Table'],
    [{ 'Fn::Sub': '${AWS::AccountId}/${Table}/${!Literal}' }, '000000000000/Table/${Literal}'],
    [{ 'Fn::Sub': ['${x}-${Queue.QueueName}', { x: { Ref: 'Media' } }] }, 'media-Queue'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ])('%j', (value, expected) => {
    expect(resolving(value)).toBe(expected);
  });

  test('Fn::If follows the condition and AWS::NoValue removes what it stands for', () => {
    const more = {
      Parameters: { Stage: { Default: 'main' } },
      Conditions: {
        IsMain: { 'Fn::Equals': [{ Ref: 'Stage' }, 'main'] },
        Other: { 'Fn::Not': [{ Condition: 'IsMain' }] },
      },
    };
    const value = {
      a: { 'Fn::If': ['IsMain', 1, 2] },
      b: { 'Fn::If': ['Other', 1, { Ref: 'AWS::NoValue' }] },
      c: [{ Ref: 'AWS::NoValue' }],
    };
    expect(resolving(value, more)).toEqual({ a: 1, c: [] });
  });

  test('what is unknown is refused with its name', () => {
    expect(() => resolving({ Ref: 'Nobody' })).toThrow('Ref to Nobody');
    expect(() => resolving({ 'Fn::Cidr': ['10.0.0.0/8', 2] })).toThrow('Fn::Cidr is not supported');
  });
});

describe('addresses of AWS become local ones', () => {
  test.each([
    [
      { 'Fn::Join': ['', ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.amazonaws.com/', { Ref: 'Pool' }]] },
      'http://127.0.0.1:8080/oidc',
    ],
    [{ Ref: 'Client' }, 'miaohong-console'],
    [{ 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Site', 'DomainName'] }, '/x']] }, 'http://127.0.0.1:8080/x'],
    [{ 'Fn::Sub': 'https://${Live}.execute-api.${AWS::Region}.amazonaws.com/live' }, 'http://127.0.0.1:8082/live'],
    [{ 'Fn::Sub': '${Http}.execute-api.${AWS::Region}.amazonaws.com' }, 'Http.execute-api.us-east-1.amazonaws.com'],
  ])('%j', (value, expected) => {
    expect(resolving(value)).toBe(expected);
  });
});

describe('a synthesized stack', () => {
  const template = loadTemplate(small, addresses);

  test('resources come by type with resolved properties', () => {
    expect(template.resources('AWS::Lambda::Function').map(({ id }) => id)).toEqual([
      'WebFunctionCCCCCCCC',
      'ReactorFunctionDDDDDDDD',
      'CloudFormationOnly',
    ]);
    expect(template.resources('AWS::Lambda::EventSourceMapping')[1]?.properties).toMatchObject({
      EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:WorkBBBBBBBB',
      FunctionName: 'ReactorFunctionDDDDDDDD',
    });
    expect(template.outputs).toEqual({ TableName: 'Table1A2B3C4D' });
  });

  test.each([
    ['arn:aws:lambda:us-east-1:000000000000:function:WebFunctionCCCCCCCC', 'WebFunctionCCCCCCCC'],
    [
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:WebFunctionCCCCCCCC/invocations',
      'WebFunctionCCCCCCCC',
    ],
    ['arn:aws:dynamodb:us-east-1:000000000000:table/Table1A2B3C4D/stream/local', 'Table1A2B3C4D'],
    ['http://127.0.0.1:8083/000000000000/WorkBBBBBBBB', 'WorkBBBBBBBB'],
    ['arn:aws:sqs:us-east-1:000000000000:Elsewhere', undefined],
  ])('%s names %s', (arn, id) => {
    expect(template.logicalIdOfArn(arn)).toBe(id);
  });

  test('a folder without a stack says so', () => {
    expect(() => loadTemplate(join(small, 'asset.web'), addresses)).toThrow('must hold one stack, not 0');
  });
});
