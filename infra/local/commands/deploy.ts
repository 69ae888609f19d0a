import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { BuildFailure, buildConsole } from './build.ts';
import { onStop, run, stopAll } from './process.ts';

/**
 * `npm run deploy`: the same definition on AWS. Arguments go to `cdk deploy`; `-- -c stage=test` makes a second stage.
 */

onStop(() => {
  stopAll();
  process.exit(130);
});

const stop = (sentence: string): never => {
  console.log(sentence);
  process.exit(1);
};

const { env } = process;
const hasCredentials =
  env.AWS_ACCESS_KEY_ID !== undefined ||
  env.AWS_PROFILE !== undefined ||
  env.AWS_WEB_IDENTITY_TOKEN_FILE !== undefined ||
  env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI !== undefined ||
  existsSync(join(homedir(), '.aws', 'credentials')) ||
  existsSync(join(homedir(), '.aws', 'config'));
if (!hasCredentials) {
  stop(
    'AWS credentials are missing: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, then run this again.',
  );
}

try {
  await buildConsole();
} catch (error) {
  if (!(error instanceof BuildFailure)) throw error;
  stop(error.message);
}
const approval = process.stdout.isTTY ? 'broadening' : 'never';
const { code } = await run('cdk', ['deploy', '--all', '--require-approval', approval, ...process.argv.slice(2)]);
if (code !== 0) {
  stop(
    'The deployment did not finish: see the message above. An account that never saw CDK needs `npx cdk bootstrap` once.',
  );
}
console.log('Deployed. Fill in the platforms’ keys in the secret that the outputs name; README.md says how.');
process.exit(0);
