import { appendFile, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeTrigger } from './invocations-trigger.ts';
import type { InvocationReport } from './lambda-host.ts';

/** A finished invocation as `/_local/invocations` shows it. */
export interface Invocation {
  readonly id: string;
  readonly function: string;
  readonly trigger: string;
  /** ISO 8601 on the movable clock. */
  readonly at: string;
  readonly ms: number;
  readonly coldStartMs?: number;
  readonly cpuMs: number;
  readonly outcome: 'ok' | 'failed';
  readonly error?: { readonly type: string; readonly message: string };
  /** Conversations that its log lines name. */
  readonly conversations: readonly string[];
  readonly log: readonly unknown[];
}

export interface InvocationFilter {
  readonly conversation?: string | undefined;
  readonly function?: string | undefined;
  readonly failed?: boolean | undefined;
  readonly limit?: number | undefined;
}

export interface Invocations {
  add(report: InvocationReport): void;
  /** Newest last. With a conversation: everything that touched it, through all functions. */
  list(filter: InvocationFilter): readonly Invocation[];
  stop(): void;
}

export interface InvocationsSettings {
  readonly logDir: string;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

const KEPT = 5_000;
const LINES = 200;
const LOG_FILE_BYTES = 20 * 1024 * 1024;
const WRITE_EVERY_MS = 250;
/** A person cannot read more; a load test should not pay for the terminal. */
const TERMINAL_PER_SECOND = 40;

/** Keeps the last invocations, writes all of them to a file and one line each to the terminal. */
export function createInvocations({ logDir, now, log }: InvocationsSettings): Invocations {
  mkdirSync(logDir, { recursive: true });
  const file = join(logDir, 'invocations.ndjson');
  let kept: Invocation[] = [];
  let unwritten: string[] = [];
  let printed = 0;
  let silenced = 0;
  const second = setInterval(() => {
    if (silenced > 0) log(`… ${silenced} more invocations, see ${file}`);
    printed = 0;
    silenced = 0;
  }, 1_000);
  const writing = setInterval(write, WRITE_EVERY_MS);
  second.unref();
  writing.unref();

  function write(): void {
    if (unwritten.length === 0) return;
    rotate(file);
    appendFile(file, unwritten.join(''), () => undefined);
    unwritten = [];
  }

  return {
    add(report) {
      const invocation = toInvocation(report, now());
      kept.push(invocation);
      if (kept.length > KEPT * 1.2) kept = kept.slice(-KEPT);
      unwritten.push(`${JSON.stringify(invocation)}\n`);
      if (invocation.outcome === 'failed' || printed < TERMINAL_PER_SECOND) {
        printed += 1;
        log(oneLine(invocation));
      } else silenced += 1;
    },
    list({ conversation, function: label, failed, limit = 100 }) {
      return kept
        .filter(
          (one) =>
            (conversation === undefined || one.conversations.includes(conversation)) &&
            (label === undefined || one.function.toLowerCase() === label.toLowerCase()) &&
            (!failed || one.outcome === 'failed'),
        )
        .slice(-limit);
    },
    stop() {
      clearInterval(second);
      clearInterval(writing);
      write();
    },
  };
}

function rotate(file: string): void {
  try {
    if (statSync(file).size > LOG_FILE_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // no file yet
  }
}

function toInvocation(report: InvocationReport, nowMs: number): Invocation {
  const { result, trail } = report.completion;
  const log = trail.lines.slice(0, LINES).map(parseLine);
  const conversations = new Set<string>();
  for (const line of log) {
    if (typeof line === 'object' && line !== null && 'conversationId' in line)
      conversations.add(String(line.conversationId));
  }
  return {
    id: report.id,
    function: report.spec.label,
    trigger: describeTrigger(report.payload).text,
    at: new Date(nowMs - report.durationMs).toISOString(),
    ms: round(report.durationMs),
    ...(report.coldStartMs === undefined ? {} : { coldStartMs: round(report.coldStartMs) }),
    cpuMs: round(report.cpuMs),
    outcome: result.ok ? 'ok' : 'failed',
    ...(result.ok ? {} : { error: result.error }),
    conversations: [...conversations],
    log,
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

const round = (ms: number) => Math.round(ms * 10) / 10;

function oneLine(one: Invocation): string {
  const cold = one.coldStartMs === undefined ? '' : ` (started in ${Math.round(one.coldStartMs)} ms)`;
  const about =
    one.conversations.length === 1
      ? ` · ${one.conversations[0]}`
      : one.conversations.length > 1
        ? ` · ${one.conversations.length} conversations`
        : '';
  const end = one.error ? ` ✗ ${one.error.type}: ${one.error.message.split('\n')[0]}` : '';
  const duration = `${one.ms.toFixed(1)} ms`.padStart(10);
  return `${one.at.slice(11, 23)} ${one.function.padEnd(14)}${duration}  ${one.trigger}${about}${cold}${end}`;
}
