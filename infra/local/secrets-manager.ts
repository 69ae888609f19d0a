import * as z from 'zod';
import type { AppSecrets } from '../../shared/runtime/secrets.ts';
import { credential, type Environment } from './defaults.ts';
import { jsonAnswer, jsonBody, targetOperation, WireError, type WireService } from './front-wire.ts';
import type { LocalContext } from './types.ts';

/** The application's credentials as the environment and the local defaults give them. */
export function composeSecrets(environment: Environment): AppSecrets {
  return {
    douyin: {
      clientKey: credential('DOUYIN_CLIENT_KEY', environment),
      clientSecret: credential('DOUYIN_CLIENT_SECRET', environment),
      webhookKey: credential('DOUYIN_WEBHOOK_KEY', environment),
    },
    xiaohongshu: {
      appId: Number(credential('XIAOHONGSHU_APP_ID', environment)),
      secret: credential('XIAOHONGSHU_APP_SECRET', environment),
      messageKey: credential('XIAOHONGSHU_MESSAGE_KEY', environment),
      leadToken: credential('XIAOHONGSHU_LEAD_TOKEN', environment),
      webhookKey: credential('XIAOHONGSHU_WEBHOOK_KEY', environment),
    },
    signingKey: credential('SIGNING_KEY', environment),
    anthropicApiKey: credential('ANTHROPIC_API_KEY', environment),
  };
}

const Input = z.object({ SecretId: z.string() });

/** AWS Secrets Manager, reading only: the template's secret holds what `composeSecrets` says. */
export function createSecretsManager(
  context: Pick<LocalContext, 'template'>,
  environment: Environment = process.env,
): WireService {
  const { template } = context;
  const versionId = '00000000-0000-4000-8000-000000000001';
  return {
    async handle(request) {
      const operation = targetOperation(request, 'secretsmanager');
      if (operation === undefined) return undefined;
      const input = Input.safeParse(jsonBody(request));
      if (!input.success) throw new WireError('ValidationException', 'SecretId is required');
      const secret = template
        .resources('AWS::SecretsManager::Secret')
        .find(({ id }) => input.data.SecretId === id || input.data.SecretId === template.resolve({ Ref: id }));
      if (!secret) {
        throw new WireError('ResourceNotFoundException', `the template has no secret ${input.data.SecretId}`);
      }
      const about = { ARN: String(template.resolve({ Ref: secret.id })), Name: secret.id };
      if (operation === 'DescribeSecret') return jsonAnswer(about);
      if (operation !== 'GetSecretValue') {
        throw new WireError('InvalidRequestException', `the local secrets manager does not know ${operation}`);
      }
      const SecretString = JSON.stringify(composeSecrets(environment));
      return jsonAnswer({ ...about, SecretString, VersionId: versionId, VersionStages: ['AWSCURRENT'] });
    },
  };
}
