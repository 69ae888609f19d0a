import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildFailure, buildConsole } from './build.ts';
import { makeFirstOwner, takeFirstOwner } from './first-owner.ts';
import { onStop, run, stopAll } from './process.ts';

/**
 * `npm run deploy`: the same definition on AWS. Arguments go to `cdk deploy`; `-- -c stage=test` makes a second stage.
 * `-- --first-owner EMAIL --company NAME` invites the first person once all is up.
 */

onStop(() => {
  stopAll();
  process.exit(130);
});

const stop = (sentence: string): never => {
  console.log(sentence);
  process.exit(1);
};

const asked = ((): ReturnType<typeof takeFirstOwner> => {
  try {
    return takeFirstOwner(process.argv.slice(2));
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error));
  }
})();

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
const outputsFile = join(mkdtempSync(join(tmpdir(), 'miaohong-')), 'outputs.json');
const options = ['--all', '--require-approval', approval, '--outputs-file', outputsFile];
const { code } = await run('cdk', ['deploy', ...options, ...asked.rest]);
if (code !== 0) {
  stop(
    'The deployment did not finish: see the message above. An account that never saw CDK needs `npx cdk bootstrap` once.',
  );
}
console.log('Deployed. Fill in the platforms’ keys in the secret that the outputs name; README.md says how.');
if (asked.owner) console.log(await makeFirstOwner(JSON.parse(readFileSync(outputsFile, 'utf8')), asked.owner));
process.exit(0);
