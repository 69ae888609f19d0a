import { region as REGION } from './defaults.ts';
import type { RawTemplate } from './template-resolve.ts';

/** Addresses of the running parts, which `Ref` and `Fn::GetAtt` turn into. */
export interface LocalAddresses {
  /** For example http://127.0.0.1:8080. */
  readonly origin: string;
  readonly awsPort: number;
  readonly sqsPort: number;
  readonly bucketsPort: number;
}

/** Ids of the APIs that speak through sockets. */
export const webSockets = (raw: RawTemplate): readonly string[] =>
  Object.entries(raw.Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::ApiGatewayV2::Api' && Properties?.ProtocolType === 'WEBSOCKET')
    .map(([id]) => id);

/** Turns addresses of AWS into those of the local parts that stand for them. */
export function localise(text: string, socketApis: readonly string[], addresses: LocalAddresses): string {
  const { origin, awsPort, bucketsPort } = addresses;
  if (!text.includes('://')) return text;
  let local = text
    .replaceAll(`https://cognito-idp.${REGION}.amazonaws.com/local_pool`, `${origin}/oidc`)
    .replaceAll(`https://${new URL(origin).host}`, origin)
    .replaceAll(`https://*.s3.${REGION}.amazonaws.com`, `http://127.0.0.1:${bucketsPort}`);
  for (const id of socketApis) {
    const host = `${id}.execute-api.${REGION}.amazonaws.com`;
    local = local
      .replaceAll(`https://${host}`, `http://127.0.0.1:${awsPort}`)
      .replaceAll(`wss://${host}`, `ws://127.0.0.1:${awsPort}`);
  }
  return local;
}
