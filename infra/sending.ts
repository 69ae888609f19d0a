import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { SenderEnv } from '../shared/runtime/env.ts';
import { MATERIALS } from '../shared/runtime/objects.ts';
import { PLATFORM_URLS } from './platform-urls.ts';
import { QueueWorker } from './queue-worker.ts';
import type { Storage } from './storage.ts';

/** Outbound queue → gate → platforms. */
export class Sending extends Construct {
  readonly worker: QueueWorker<typeof SenderEnv>;

  constructor(scope: Construct, id: string, props: { readonly stageName: string; readonly storage: Storage }) {
    super(scope, id);
    const { storage } = props;
    this.worker = new QueueWorker(this, 'Worker', {
      entry: 'functions/queues/sender.ts',
      description: 'Passes planned messages through the gate and sends them',
      envSchema: SenderEnv,
      environment: {
        TABLE_NAME: storage.table.tableName,
        STAGE: props.stageName,
        SECRETS_ARN: storage.secrets.secretArn,
        FIELD_KEY_ARN: storage.fieldKey.keyArn,
        MEDIA_BUCKET: storage.media.bucketName,
        DOUYIN_API_URL: PLATFORM_URLS.douyin,
        XIAOHONGSHU_API_URL: PLATFORM_URLS.xiaohongshu,
      },
      timeout: Duration.seconds(30),
      memoryMb: 256,
      batchSize: 10,
      impact: 'Messages are not sent: customers wait, welcome windows pass.',
      runbook: 'infra/README.md#messages-are-not-sent',
    });
    const fn = this.worker.function;
    // Deletion: tokens of a right that the platform took back are forgotten (A5).
    storage.grantTable(fn, 'GetItem', 'PutItem', 'DeleteItem', 'Query');
    storage.grantFields(fn);
    // Images and videos leave as bytes or as addresses that carry this right.
    storage.grantMedia(fn, MATERIALS, 'GetObject');
    storage.grantSecrets(fn);
  }
}
