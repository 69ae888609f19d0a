import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import * as z from 'zod';
import { accountId as ACCOUNT, region as REGION } from './defaults.ts';
import { type LocalAddresses, localise, webSockets } from './template-addresses.ts';
import { ARNS, NAME_PROPERTIES, PSEUDO } from './template-names.ts';
import { createResolver, type Names, RawTemplate, TemplateError } from './template-resolve.ts';
import type { Resource, Template } from './types.ts';

export { ACCOUNT, REGION };

export interface LoadedTemplate extends Template {
  readonly stackName: string;
  /** Folder of a function's bundled code, from the assets manifest. */
  assetPath(objectKey: string): string;
  /** What `Ref` gives: the name AWS clients use for the resource. */
  ref(id: string): string;
  arn(id: string): string;
  /** The physical name: given in the template, else the logical id. */
  name(id: string): string;
}

const Assets = z.object({
  files: z.record(
    z.string(),
    z.object({ source: z.object({ path: z.string().optional(), packaging: z.string().optional() }) }),
  ),
});

/**
 * Loads the one stack of a synthesized cloud assembly and gives every resource its local name and address.
 *
 * @throws {TemplateError} if the folder holds no stack, more than one, or something that cannot be resolved.
 */
export function loadTemplate(assembly: string, addresses: LocalAddresses): LoadedTemplate {
  const folder = resolvePath(assembly);
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  const [file, ...others] = files;
  if (file === undefined || others.length > 0)
    throw new TemplateError(`${folder} must hold one stack, not ${files.length}`);
  const stackName = file.slice(0, -'.template.json'.length);
  const raw = RawTemplate.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const assets = Assets.parse(JSON.parse(readFileSync(join(folder, `${stackName}.assets.json`), 'utf8')));
  const resources = raw.Resources;

  const nameOf = (id: string): string => {
    const resource = resources[id];
    const property = NAME_PROPERTIES[resource?.Type ?? ''];
    const given = property === undefined ? undefined : resource?.Properties?.[property];
    if (given !== undefined && given !== '') return String(resolve(given));
    if (resource?.Type === 'AWS::S3::Bucket') return id.toLowerCase();
    return id;
  };
  const arn = (id: string): string => {
    const [service, prefix] = ARNS[resources[id]?.Type ?? ''] ?? ['local', ''];
    const region = service === 's3' || service === 'iam' ? '' : REGION;
    const account = service === 's3' ? '' : ACCOUNT;
    return `arn:aws:${service}:${region}:${account}:${prefix}${nameOf(id)}`;
  };
  const queueUrl = (id: string) => `http://127.0.0.1:${addresses.sqsPort}/${ACCOUNT}/${nameOf(id)}`;
  const ref = (id: string): string => {
    switch (resources[id]?.Type) {
      case 'AWS::SQS::Queue':
        return queueUrl(id);
      case 'AWS::SecretsManager::Secret':
      case 'AWS::SNS::Topic':
        return arn(id);
      case 'AWS::Cognito::UserPool':
        return 'local_pool';
      case 'AWS::Cognito::UserPoolClient':
        return 'miaohong-console';
      default:
        return nameOf(id);
    }
  };
  const names: Names = {
    ref: (id) => {
      const pseudo = PSEUDO[id];
      if (pseudo !== undefined) return id === 'AWS::StackName' ? stackName : pseudo;
      const parameter = raw.Parameters[id];
      if (parameter) return parameter.Default ?? '';
      if (!resources[id]) throw new TemplateError(`Ref to ${id}, which is not in the template`);
      return ref(id);
    },
    attribute: (id, name) => attribute(id, name),
    localise: (text) => localise(text, webSockets(raw), addresses),
  };

  function attribute(id: string, name: string): string {
    const type = resources[id]?.Type;
    if (type === undefined) throw new TemplateError(`Fn::GetAtt of ${id}, which is not in the template`);
    const host = new URL(addresses.origin).host;
    const known: Readonly<Record<string, string>> = {
      Arn: arn(id),
      StreamArn: `${arn(id)}/stream/local`,
      QueueName: nameOf(id),
      QueueUrl: queueUrl(id),
      TableId: id,
      Name: nameOf(id),
      UserPoolId: 'local_pool',
      ProviderName: `cognito-idp.${REGION}.amazonaws.com/local_pool`,
      ProviderURL: `https://cognito-idp.${REGION}.amazonaws.com/local_pool`,
      ClientId: 'miaohong-console',
      KeyId: nameOf(id),
      ApiEndpoint: addresses.origin,
      ApiId: id,
    };
    if (name === 'DomainName' && type === 'AWS::CloudFront::Distribution') return host;
    if (name.endsWith('DomainName')) return `${nameOf(id)}.s3.${REGION}.amazonaws.com`;
    // Attributes nobody at run time asks for (log group ids, policy ids …) are the logical id.
    return known[name] ?? id;
  }

  const resolve = createResolver(raw, names);
  const resolved = new Map<string, Resource>();
  for (const [id, { Type: type, Properties, DependsOn }] of Object.entries(resources)) {
    // Only what the runtime can start has to resolve; permissions and metadata may use anything.
    const properties = lazily(() => resolve(Properties ?? {}));
    const dependsOn = DependsOn === undefined ? [] : [DependsOn].flat();
    resolved.set(id, {
      id,
      type,
      dependsOn,
      get properties() {
        return properties();
      },
    });
  }
  const byName = new Map(Object.keys(resources).map((id) => [nameOf(id), id]));

  return {
    stackName,
    ref,
    arn,
    name: nameOf,
    resources: (type) => [...resolved.values()].filter((resource) => resource.type === type),
    resolve,
    logicalIdOfArn(text) {
      const parts = text.split(/[:/.]/).reverse();
      const part = parts.find((candidate) => byName.has(candidate) || candidate in resources);
      return part === undefined ? undefined : (byName.get(part) ?? part);
    },
    outputs: Object.fromEntries(Object.entries(raw.Outputs).map(([id, { Value }]) => [id, resolve(Value)])),
    assetPath(objectKey) {
      const hash = objectKey.replace(/\.[a-z]+$/, '');
      const path = assets.files[hash]?.source.path;
      if (path === undefined) throw new TemplateError(`asset ${objectKey} is not in the manifest`);
      return join(folder, path);
    },
  };
}

function lazily(compute: () => unknown): () => Record<string, unknown> {
  let value: Record<string, unknown> | undefined;
  return () => {
    value ??= z.record(z.string(), z.unknown()).parse(compute());
    return value;
  };
}
