import { existsSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { cdkContext } from './cdk-context.ts';
import { fromRoot } from './paths.ts';
import { MiaohongStack } from './stack.ts';

const siteDir = fromRoot('web/build');
if (!existsSync(siteDir)) {
  console.error('The console is not built yet: run `npm run build:web` first.');
  process.exit(1);
}

// Under the CLI the output folder and context arrive through the environment; on its own the app supplies them.
const underCli = process.env.CDK_OUTDIR !== undefined;
const app = new App(underCli ? undefined : { outdir: fromRoot('cdk.out'), context: cdkContext() });
const stage: unknown = app.node.tryGetContext('stage');
const stageName = typeof stage === 'string' && stage !== '' ? stage : 'main';
new MiaohongStack(app, stageName === 'main' ? 'Miaohong' : `Miaohong-${stageName}`, { stageName, siteDir });
app.synth();
