import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Agents } from './agents.ts';
import { Console } from './console.ts';
import { ConversationStream } from './conversation.ts';
import { HttpEntry } from './http-entry.ts';
import { Identity } from './identity.ts';
import { LiveSocket } from './live.ts';
import { Notices } from './notices.ts';
import { Observability } from './observability.ts';
import { Sending } from './sending.ts';
import { Storage } from './storage.ts';
import { Timers } from './timers.ts';

export interface MiaohongStackProps extends StackProps {
  /** Several stages live side by side in one account: no resource has a fixed name. */
  readonly stageName: string;
  /** The built console. */
  readonly siteDir: string;
}

/** Everything Miaohong is on AWS, and, interpreted by infra/local, on a laptop. One construct per concern. */
export class MiaohongStack extends Stack {
  constructor(scope: Construct, id: string, props: MiaohongStackProps) {
    super(scope, id, {
      description: 'Miaohong: private messages to leads',
      ...props,
    });
    const { stageName } = props;
    const storage = new Storage(this, 'Storage');
    const http = new HttpEntry(this, 'Http');
    const live = new LiveSocket(this, 'Live', { stageName, storage });
    const console = new Console(this, 'Console', {
      siteDir: props.siteDir,
      httpApi: http.api,
      liveApi: live.api,
    });
    const identity = new Identity(this, 'Identity', {
      consoleUrl: console.url,
    });
    storage.allowPagesOf(console.url);
    http.serve({ stageName, storage, identity, consoleUrl: console.url });

    const sending = new Sending(this, 'Sending', { stageName, storage });
    const agents = new Agents(this, 'Agents', { stageName, storage });
    const notices = new Notices(this, 'Notices', { stageName, storage });
    const timers = new Timers(this, 'Timers', {
      stageName,
      storage,
      outboundQueue: sending.worker.queue,
      agentQueue: agents.worker.queue,
    });
    const stream = new ConversationStream(this, 'Stream', {
      stageName,
      storage,
      live,
      outboundQueue: sending.worker.queue,
      agentQueue: agents.worker.queue,
      timersQueue: timers.worker.queue,
      bus: notices.bus,
    });
    new Observability(this, 'Observability', {
      workers: [sending.worker, agents.worker, timers.worker],
      functions: [http.webhooks, http.apiFunction, stream.conversation, stream.reactions],
      table: storage.table,
      sender: sending.worker.function,
    });
  }
}
