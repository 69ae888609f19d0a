/**
 * What the outside world looks like to a use case. Real ones are made here and in aws.ts; tests and the simulation
 * inject their own, so that time, randomness and failure are theirs to decide.
 */

export interface Clock {
  /** Epoch milliseconds (UTC). Local runs can move it; never read the system time elsewhere. */
  now(): number;
}

export interface Timers {
  sleep(ms: number): Promise<void>;
}

export interface Ids {
  /** Sortable by time, 26 characters. */
  ulid(): string;
  bytes(length: number): Uint8Array;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A body that is no text, instead of `body`. */
  readonly bytes?: Uint8Array;
  /** Whole call, connection included. */
  readonly timeoutMs: number;
  /** Longer answers are cut off and count as unreadable (SEC27). */
  readonly maxBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * `not-sent`: the request never reached the peer, so repeating it is safe.
 * `unknown`: it may have been accepted; never repeat a send after it (W9).
 */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: 'not-sent' | 'unknown';
  constructor(kind: 'not-sent' | 'unknown', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Redirects are never followed; TLS is left to the platform (SEC27). @throws {HttpFailure} */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

/** What the product asks of the service that people sign in with: Cognito on AWS, its stand-in locally. */
export interface SignInAccounts {
  /**
   * Makes a person who may sign in and mails them how; one who is there already is answered as they are.
   *
   * @throws {Unavailable} where the service does not answer.
   */
  invite(email: string, name: string): Promise<{ readonly sub: string; readonly isNew: boolean }>;
  /** Mails the first password again. Somebody who has signed in already needs none, and nothing happens. */
  resend(email: string): Promise<void>;
  /** Whoever is signed in keeps a token for an hour at most; what it may do ends within a minute (SEC30). */
  disable(email: string): Promise<void>;
  enable(email: string): Promise<void>;
  /** Somebody who is not there is forgotten already. */
  remove(email: string): Promise<void>;
}
