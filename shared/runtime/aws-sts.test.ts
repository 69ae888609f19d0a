import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSigner } from './aws-signature.ts';
import { assumeForTenant } from './aws-sts.ts';

type Answer = { readonly status: number; readonly text: string };
let server: Server;
let seen: { readonly headers: IncomingMessage['headers']; readonly form: URLSearchParams }[];
let answers: Answer[];
let environment: NodeJS.ProcessEnv;
const roleArn = 'arn:aws:iam::000000000000:role/Tenant';
const secret = ['wJalrXUtnFEMI', 'K7MDENG+bPxRfiCYEXAMPLEKEY'].join('/');

beforeEach(async () => {
  [seen, answers] = [[], []];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ headers: request.headers, form: new URLSearchParams(body) });
      const { status, text } = answers.shift() ?? given;
      response.writeHead(status).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`,
  };
});
afterEach(async () => {
  vi.useRealTimers();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const given: Answer = {
  status: 200,
  text: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult><Credentials>
    <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>a/b+c=</SecretAccessKey>
    <SessionToken>x&amp;y==</SessionToken><Expiration>2026-03-02T02:15:30Z</Expiration>
  </Credentials></AssumeRoleResult></AssumeRoleResponse>`,
};
const assume = () => assumeForTenant({ roleArn, tenantId: '01TENANT' }, environment);

test('SEC10: the session is asked for with the tenant as its tag, for an hour', async () => {
  expect(await assume()).toEqual({
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'a/b+c=',
    sessionToken: 'x&y==',
    expiresAtMs: Date.UTC(2026, 2, 2, 2, 15, 30),
  });
  expect(Object.fromEntries(seen[0]?.form ?? [])).toEqual({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'tenant',
    DurationSeconds: '3600',
    'Tags.member.1.Key': 'tenant',
    'Tags.member.1.Value': '01TENANT',
  });
});

test('the signature of a form is the one that AWS computes', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 2, 2, 1, 15, 30) });
  const signer = { ...environment, AWS_SESSION_TOKEN: 'token+/=' };
  const sign = createSigner('sts', 'eu-west-1', new URL('https://sts.eu-west-1.amazonaws.com/'), signer);
  const headers = sign(undefined, 'application/x-www-form-urlencoded; charset=utf-8', 'Action=AssumeRole');
  // Computed with the SDK's own signer.
  expect(headers.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260302/eu-west-1/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=f4f6398ffeb4c0287e152982140782cfa872051837df5c8ec3a00a6f7d6c8c3b',
  );
});

test('a refusal comes back by its name; an error of the service and too many asked are tried again', async () => {
  answers.push({ status: 403, text: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>' });
  await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied', status: 403 });
  expect(seen).toHaveLength(1);
  answers.push({ status: 503, text: '' }, { status: 400, text: '<Error><Code>Throttling</Code></Error>' });
  expect(await assume()).toMatchObject({ accessKeyId: 'ASIAEXAMPLE' });
  answers.push({ status: 200, text: '<AssumeRoleResponse/>' });
  await expect(assume()).rejects.toThrow('no AccessKeyId');
});
