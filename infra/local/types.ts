/** What the parts of the local runtime know of each other. */

/** One resource of the synthesized template, its properties with every intrinsic function resolved. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
}

/** The synthesized CloudFormation template, read as a description of what to start. */
export interface Template {
  /** All resources of one type, in template order; none is not an error. */
  resources(type: string): readonly Resource[];
  /** Resolves the intrinsic functions within a value. */
  resolve(value: unknown): unknown;
  /** The resource an ARN of this template names (also a version, stream, route or invoke ARN of it). */
  logicalIdOfArn(arn: string): string | undefined;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export type InvokeResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly type: string; readonly message: string } };

export interface FunctionHost {
  /** Runs the function now and waits for its answer; never throws (throttling is `TooManyRequestsException`). */
  invoke(functionId: string, payload: unknown): Promise<InvokeResult>;
  /** Fire and forget with two retries; the event is on disk when the promise settles, so a kill loses nothing. */
  invokeAsync(functionId: string, payload: unknown): Promise<void>;
}

/** The movable clock. Every timer of the runtime asks it, so that moving it fires what is due. */
export interface LocalClock {
  /** Epoch milliseconds (UTC). */
  now(): number;
  /** Calls `fire` once the clock reads `atMs` or later. Returns how to cancel. */
  setTimer(atMs: number, fire: () => void): () => void;
  /** Sets the clock to an instant (epoch milliseconds). */
  set(ms: number): void;
  advance(ms: number): void;
  /** Virtual milliseconds per real one; 0 stops the clock. */
  setSpeed(speed: number): void;
  state(): { readonly nowMs: number; readonly speed: number };
}

/** What the front (HTTP, WebSocket, site, identity, AWS wire protocols) gets from the core. */
export interface LocalContext {
  readonly template: Template;
  readonly functions: FunctionHost;
  readonly clock: LocalClock;
  /** Everything that survives a restart lies below this folder. */
  readonly stateDir: string;
  /** For example http://127.0.0.1:8080; also the console's address and the issuer's base. */
  readonly origin: string;
  /** Port of the AWS wire protocols that the front serves: scheduler, bus, KMS, secrets, @connections. */
  readonly awsPort: number;
  /** The table's own address; who acts for tenants is given the front's instead (SEC10). */
  readonly dynamoUrl: string;
  queueUrl(logicalId: string): string;
  /** Sends to a queue of the template; resolves once it is durable. */
  sendToQueue(queueId: string, body: string): Promise<void>;
  /** One readable line for the terminal and the log file. */
  log(line: string): void;
  /**
   * Paths under /_local/ that belong to the core: clock, meter, invocations, kill. The front passes every such request
   * on and answers 404 itself when this returns undefined.
   */
  localApi(request: LocalRequest): Promise<LocalResponse | undefined>;
}

export interface LocalRequest {
  readonly method: string;
  /** Path and query, for example `/_local/invocations?conversation=ID`. */
  readonly url: URL;
  readonly body: string;
}

export interface LocalResponse {
  readonly status: number;
  readonly json: unknown;
}
