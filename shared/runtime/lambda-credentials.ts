import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's credential chain in bundles (infra/product-function.ts): a Lambda function gets its
 * credentials through the environment and nowhere else, and the chain's other links (SSO, profiles, instance
 * metadata) are a quarter of a function's code.
 */
export const defaultProvider = fromEnv;
