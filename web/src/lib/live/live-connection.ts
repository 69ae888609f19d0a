import { messagesIn } from '../../../../shared/contracts/live-wire.ts';
import type { LiveCommand, LiveMessage } from '../contracts.ts';
import { backoffMs } from './backoff.ts';

const PING_EVERY_MS = 25_000;
const MOST_UNANSWERED = 3;
const REST_AFTER_HIDDEN_MS = 5 * 60_000;
/** Whoever tells consoles of changes knows of a new one after two seconds at the latest (shared/live/consoles.ts). */
const KNOWN_AFTER_MS = 3_000;

/** `rest`: hidden for long, on purpose. `lost`: trying to come back. */
export type LiveState = 'idle' | 'connecting' | 'live' | 'lost' | 'rest';

export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketEvents {
  readonly opened: () => void;
  readonly closed: () => void;
  readonly said: (data: unknown) => void;
}

export interface LivePorts {
  readonly ticket: () => Promise<string>;
  readonly open: (ticket: string, on: SocketEvents) => Socket;
  readonly now: () => number;
  readonly random: () => number;
  /** Whether nobody needs the socket while the page is hidden. */
  readonly mayRest: () => Promise<boolean>;
  /** Runs once after a delay in milliseconds; gives back how to call it off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export interface LiveHandlers {
  readonly message: (message: LiveMessage) => void;
  readonly state: (state: LiveState) => void;
  /** The stream was broken from `sinceMs` until now: whatever happened meanwhile must be fetched. */
  readonly resync: (sinceMs: number) => void;
}

const isLiveMessage = (value: unknown): value is LiveMessage =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/**
 * One socket to the server: opened with a ticket, kept awake by pings, reopened with back-off, put to rest when nobody
 * has looked for long. Messages are upserts, so after each break a fetch of what is shown closes the gap (I1).
 */
export class LiveConnection {
  readonly #ports: LivePorts;
  readonly #on: LiveHandlers;
  #socket: Socket | undefined;
  #state: LiveState = 'idle';
  #failures = 0;
  #attempt = 0;
  #brokenSinceMs: number | undefined;
  #heardAtMs = 0;
  /** Pings since something was heard. */
  #unanswered = 0;
  #isVisible = true;
  #cancelRetry: (() => void) | undefined;
  #cancelPing: (() => void) | undefined;
  #cancelCatchUp: (() => void) | undefined;
  #cancelRest: (() => void) | undefined;

  constructor(ports: LivePorts, handlers: LiveHandlers) {
    this.#ports = ports;
    this.#on = handlers;
  }

  start(): void {
    if (this.#state !== 'idle') return;
    // What happens between the first fetch and the first open socket is a gap like any other.
    this.#brokenSinceMs = this.#ports.now();
    this.#connect();
  }

  stop(): void {
    this.#cancelRest?.();
    this.#drop();
    this.#become('idle');
  }

  /**
   * The page was hidden or shown. Hidden for long, the socket closes where nobody needs it: not while it brings sounds or
   * notifications, or says that its member is there. Shown again, it opens and catches up.
   */
  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#cancelRest?.();
    this.#cancelRest = undefined;
    if (!visible && this.#state !== 'idle') this.#restLater();
    if (visible && (this.#state === 'rest' || this.#state === 'lost')) this.retryNow();
  }

  #restLater(): void {
    this.#cancelRest = this.#ports.after(REST_AFTER_HIDDEN_MS, () => {
      this.#ports.mayRest().then(
        (mayRest) => {
          if (this.#isVisible || this.#state === 'idle') return;
          if (!mayRest) return this.#restLater();
          this.#drop();
          this.#become('rest');
        },
        () => {
          if (!this.#isVisible) this.#restLater();
        },
      );
    });
  }

  /** Says something if anybody listens; what is said into a break is lost, and said again by whoever cares. */
  say(command: LiveCommand): void {
    if (this.#state === 'live') this.#socket?.send(JSON.stringify(command));
  }

  /** The network is back, or somebody asks: do not wait for the back-off. */
  retryNow(): void {
    if (this.#state !== 'rest' && this.#state !== 'lost') return;
    this.#cancelRetry?.();
    this.#failures = 0;
    this.#connect();
  }

  #become(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#on.state(state);
  }

  #connect(): void {
    this.#attempt += 1;
    const attempt = this.#attempt;
    if (this.#state !== 'lost') this.#become('connecting');
    this.#ports.ticket().then(
      (ticket) => {
        if (attempt === this.#attempt) this.#open(ticket, attempt);
      },
      () => {
        if (attempt === this.#attempt) this.#lose();
      },
    );
  }

  /** What an abandoned socket still says is not listened to. */
  #open(ticket: string, attempt: number): void {
    const ifCurrent = (run: () => void) => {
      if (attempt === this.#attempt) run();
    };
    this.#socket = this.#ports.open(ticket, {
      opened: () => ifCurrent(() => this.#opened()),
      closed: () => ifCurrent(() => this.#lose()),
      said: (data) => ifCurrent(() => this.#hear(data)),
    });
  }

  #hear(data: unknown): void {
    this.#heardAtMs = this.#ports.now();
    this.#unanswered = 0;
    const post = typeof data === 'string' ? parse(data) : undefined;
    for (const message of messagesIn(post)) if (isLiveMessage(message)) this.#on.message(message);
  }

  #opened(): void {
    this.#failures = 0;
    this.#heardAtMs = this.#ports.now();
    this.#unanswered = 0;
    this.#become('live');
    this.#ping();
    const sinceMs = this.#brokenSinceMs;
    this.#brokenSinceMs = undefined;
    if (sinceMs === undefined) return;
    this.#on.resync(sinceMs);
    // What changes until the server knows of this socket is told to nobody: fetched once more, nothing is missed.
    this.#cancelCatchUp = this.#ports.after(KNOWN_AFTER_MS, () => this.#on.resync(sinceMs));
  }

  /**
   * A socket that died without a word (a laptop that slept, a changed network) is found by its silence. Pings are counted,
   * not time: a hidden page is woken once a minute, and its socket lives.
   */
  #ping(): void {
    if (this.#unanswered >= MOST_UNANSWERED) {
      this.#lose();
      return;
    }
    this.#unanswered += 1;
    this.#socket?.send(JSON.stringify({ type: 'ping' }));
    this.#cancelPing = this.#ports.after(PING_EVERY_MS, () => this.#ping());
  }

  #lose(): void {
    this.#drop();
    this.#become('lost');
    const delayMs = backoffMs(this.#failures, this.#ports.random());
    this.#failures += 1;
    this.#cancelRetry = this.#ports.after(delayMs, () => this.#connect());
  }

  #drop(): void {
    this.#attempt += 1;
    this.#cancelRetry?.();
    this.#cancelPing?.();
    this.#cancelCatchUp?.();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#brokenSinceMs ??= this.#heardAtMs || this.#ports.now();
    socket?.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
