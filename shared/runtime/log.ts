import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The only fields a log line may carry (SEC32): ids, codes and numbers. No text of messages, no phones, no tokens.
 * The type stops a new field at compile time, `pick` stops it at run time.
 */
export interface LogFields {
  readonly tenantId?: string;
  readonly accountId?: string;
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly eventId?: string;
  readonly memberId?: string;
  readonly platform?: string;
  readonly kind?: string;
  readonly code?: string;
  readonly rule?: string;
  /** Z1: which rule pack decided, what it said then and on which facts. */
  readonly pack?: string;
  readonly packHash?: string;
  readonly factsHash?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly route?: string;
  readonly status?: number;
  readonly count?: number;
  readonly ms?: number;
  readonly bytes?: number;
  readonly model?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly requestId?: string;
  readonly errorName?: string;
  readonly stack?: string;
}

const ALLOWED: ReadonlySet<string> = new Set<keyof LogFields>([
  'tenantId',
  'accountId',
  'conversationId',
  'messageId',
  'eventId',
  'memberId',
  'platform',
  'kind',
  'code',
  'rule',
  'pack',
  'packHash',
  'factsHash',
  'state',
  'reason',
  'route',
  'status',
  'count',
  'ms',
  'bytes',
  'model',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'requestId',
  'errorName',
  'stack',
]);

export interface Log {
  debug(event: LogEvent, fields?: LogFields): void;
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  error(event: LogEvent, fields?: LogFields): void;
}

/** Catalogue: stable code for queries → sentence for people. */
export const LOG_EVENTS = {
  'invocation.done': 'Invocation finished',
  'invocation.failed': 'Invocation failed',
  'webhook.accepted': 'Webhook verified and stored',
  'webhook.duplicate': 'Webhook repeats a stored event',
  'webhook.rejected': 'Webhook refused, nothing stored',
  'pace.slowed': 'The platform finds us too fast; messages leave more slowly',
  'pace.not-told': 'A closed window could not be told to the pace of its account',
  'message.paced': 'Message waits for its turn in the pace',
  'webhook.unrouted': 'Webhook for an account nobody hosts, kept aside',
  'event.applied': 'Event applied to its conversation',
  'event.replayed': 'Events kept aside have found their account',
  'event.cut': 'Event is too large to keep its evidence; stored without',
  'account.not-told': 'The platform did not tell what it holds for an account',
  'account.catch-up-failed': 'What waited for an account could not be taken up at once',
  'event.stale': 'Event is too old to trigger anything',
  'conversation.parked': 'Conversation parked: its event cannot be handled',
  'conversation.triaged': 'Conversation assigned, snoozed, woken, closed or reopened',
  'assignment.returned': 'Work of absent members given back',
  'message.planned': 'Message planned',
  'message.not-planned': 'The gate refused a message before it was planned',
  'message.refused': 'The gate refused a message',
  'message.held': 'Message held until a window opens',
  'message.changed': 'A person changed a message of ours',
  'message.sent': 'Message accepted by the platform',
  'message.failed': 'Message refused by the platform',
  'message.recalled': 'Own message recalled on the platform',
  'message.recall-failed': 'The platform did not recall a message',
  'message.unknown': 'Outcome of a send is unknown',
  'message.settled-by-echo': 'Echo settled a message',
  'job.ended': 'A job over many customers is over',
  'sources.count-failed': 'An account could not be counted by source; its figures stay as they were',
  'race.lost': 'Another writer was first; deciding again',
  'agent.answered': 'Agent answered',
  'agent.superseded': 'A newer message arrived; this burst is answered later',
  'agent.handed-over': 'Agent handed over to a person',
  'agent.silent': 'Agent owes nothing here any more',
  'agent.tool-ignored': 'Agent asked for something it may not do; ignored',
  'agent.fenced': 'A person took over; the agent stays silent',
  'model.called': 'Model called',
  'model.failed': 'Model call failed',
  'lead.captured': 'Contact captured',
  'lead.unmatched': 'Lead record matches no conversation yet',
  'sweep.found': 'Sweeper found owed work',
  'token.refreshed': 'Authorisation renewed',
  'token.refresh-failed': 'Authorisation could not be renewed',
  'live.opened': 'Console connected',
  'live.refused': 'Console refused: no valid ticket, no longer a member, or a conversation the member may not see',
  'live.pushed': 'Consoles updated',
  'live.failed': 'A console could not be updated; it loads afresh when it reconnects',
  'notice.written': 'Notice for people written',
  'assignment.offered': 'Conversations that waited for nobody were given to somebody',
  'waits.mended': 'Customers who wait were missing in the list of those who wait',
  'waits.not-mended': 'The list of those who wait could not be checked for a company',
  'live.gone': 'Console connection is gone',
  'search.indexed': 'Messages became part of the search index',
  'record.failed': 'A record failed and will be retried',
  'record.poison': 'A record can never be handled',
  'api.request': 'API request answered',
  'audit.sealed': 'Audit log sealed; the code is its place beside the table',
  'seed.done': 'Demo data written',
} as const;
export type LogEvent = keyof typeof LOG_EVENTS;

const pick = (fields: LogFields = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name, value]) => ALLOWED.has(name) && value !== undefined));

/** Structured JSON lines: `event` is the code, `message` the sentence. Level by LOG_LEVEL (default INFO). */
export function createLog(functionName: string): Log {
  const logger = new Logger({ serviceName: functionName });
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (event: LogEvent, fields?: LogFields) =>
    logger[level](LOG_EVENTS[event], { event, ...pick(fields) });
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
