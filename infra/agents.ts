import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AgentEnv } from '../shared/runtime/env.ts';
import { PLATFORM_URLS } from './platform-urls.ts';
import { QueueWorker } from './queue-worker.ts';
import type { Storage } from './storage.ts';

/** Agent queue → model → planned answers. */
export class Agents extends Construct {
  readonly worker: QueueWorker<typeof AgentEnv>;

  constructor(scope: Construct, id: string, props: { readonly stageName: string; readonly storage: Storage }) {
    super(scope, id);
    const { storage } = props;
    this.worker = new QueueWorker(this, 'Worker', {
      entry: 'functions/queues/agent.ts',
      description: 'AI employees answer bursts of messages',
      envSchema: AgentEnv,
      environment: {
        TABLE_NAME: storage.table.tableName,
        STAGE: props.stageName,
        SECRETS_ARN: storage.secrets.secretArn,
        ANTHROPIC_BASE_URL: PLATFORM_URLS.anthropic,
      },
      timeout: Duration.seconds(90),
      memoryMb: 256,
      batchSize: 10,
      lightWeb: true,
      impact: 'AI employees do not answer: customers wait for people.',
      runbook: 'infra/README.md#ai-employees-do-not-answer',
    });
    const fn = this.worker.function;
    // Materials that an AI employee may send are read by their keys.
    storage.grantTable(fn, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query', 'ConditionCheckItem');
    storage.grantSecrets(fn);
  }
}
