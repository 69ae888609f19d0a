import { connect, type Socket } from 'node:net';

/**
 * A very small HTTP/1.1 client for prepared requests: what the generator itself uses of the processor is taken from what
 * it measures. Answers need a length and are not read beyond their status.
 */
export interface Pool {
  /** Status of the answer; 0 = the connection broke. */
  send(request: Buffer): Promise<number>;
  close(): void;
}

interface Connection {
  readonly socket: Socket;
  answered: ((status: number) => void) | undefined;
  received: Buffer;
}

const LENGTH = /content-length: *(\d+)/i;

/** Opens connections as they are needed and keeps them; every request in flight has its own. */
export function createPool(port: number): Pool {
  const idle: Connection[] = [];
  const all = new Set<Connection>();

  function open(): Connection {
    const connection: Connection = {
      socket: connect(port, '127.0.0.1').setNoDelay(true),
      answered: undefined,
      received: Buffer.alloc(0),
    };
    all.add(connection);
    connection.socket.on('data', (chunk) => receive(connection, chunk));
    const end = (): void => {
      all.delete(connection);
      const at = idle.indexOf(connection);
      if (at >= 0) idle.splice(at, 1);
      settle(connection, 0);
    };
    connection.socket.on('close', end).on('error', end);
    return connection;
  }

  function settle(connection: Connection, status: number): void {
    const { answered } = connection;
    connection.answered = undefined;
    answered?.(status);
  }

  function receive(connection: Connection, chunk: Buffer): void {
    const received = connection.received.length === 0 ? chunk : Buffer.concat([connection.received, chunk]);
    connection.received = received;
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = received.toString('latin1', 0, headEnd);
    if (received.length < headEnd + 4 + Number(LENGTH.exec(head)?.[1] ?? 0)) return;
    connection.received = Buffer.alloc(0);
    idle.push(connection);
    settle(connection, Number(head.slice(9, 12)));
  }

  return {
    send(request) {
      const connection = idle.pop() ?? open();
      return new Promise((resolve) => {
        connection.answered = resolve;
        connection.socket.write(request);
      });
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

export interface Timed {
  /** From the moment the request was due (open loop) or written (closed loop). */
  readonly latenciesMs: number[];
  readonly failures: number;
  readonly seconds: number;
}

/** Sends each request at its fixed moment, whether earlier ones are answered or not: no omission is coordinated. */
export function openLoop(pool: Pool, requests: readonly Buffer[], perSecond: number): Promise<Timed> {
  const beganMs = performance.now();
  const latenciesMs: number[] = [];
  let failures = 0;
  let next = 0;
  let open = requests.length;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const nowMs = performance.now();
      for (; next < requests.length; next += 1) {
        const request = requests[next];
        const dueMs = beganMs + (next * 1000) / perSecond;
        if (!request || dueMs > nowMs) break;
        void pool.send(request).then((status) => {
          latenciesMs.push(performance.now() - dueMs);
          if (status !== 200) failures += 1;
          open -= 1;
          if (open > 0) return;
          clearInterval(timer);
          resolve({ latenciesMs, failures, seconds: (performance.now() - beganMs) / 1000 });
        });
      }
    }, 1);
  });
}

/** Keeps so many requests in flight for so long. Ends early when the requests run out. */
export async function closedLoop(
  pool: Pool,
  requests: Iterable<Buffer>,
  options: { readonly inFlight: number; readonly seconds: number },
): Promise<Timed> {
  const beganMs = performance.now();
  const untilMs = beganMs + options.seconds * 1000;
  const latenciesMs: number[] = [];
  let failures = 0;
  const iterator = requests[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const { value, done } = iterator.next();
      if (done) return;
      const startedMs = performance.now();
      const status = await pool.send(value);
      latenciesMs.push(performance.now() - startedMs);
      if (status !== 200) failures += 1;
    }
  };
  await Promise.all(Array.from({ length: options.inFlight }, lane));
  return { latenciesMs, failures, seconds: (performance.now() - beganMs) / 1000 };
}
