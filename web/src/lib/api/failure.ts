interface FailureDetails {
  readonly status?: number;
  readonly field?: string;
  readonly rule?: string;
  readonly nextChanceMs?: number;
  readonly requestId?: string;
}

/** Why a call did not do what was asked. `code` is the API's dotted code, or one of `network.*` and `answer.*` of ours. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: string;
  readonly details: FailureDetails;
  constructor(code: string, message: string, details: FailureDetails & ErrorOptions = {}) {
    super(message, details);
    this.code = code;
    this.details = details;
  }

  /** Whether the request may have been done although no answer came: repeat it under the same id, never anew. */
  get outcomeUnknown(): boolean {
    return this.code.startsWith('network.') || this.details.status === 503;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads the API's one error shape; any other body (a proxy's page, say) becomes `answer.unexpected`. */
export function failureFrom(status: number, body: unknown): ApiFailure {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const code = text(error.code);
  if (code === undefined) return new ApiFailure('answer.unexpected', `status ${status}`, { status });
  const [field, rule, requestId] = [text(error.field), text(error.rule), text(error.requestId)];
  return new ApiFailure(code, text(error.message) ?? code, {
    status,
    ...(field === undefined ? {} : { field }),
    ...(rule === undefined ? {} : { rule }),
    ...(typeof error.nextChanceMs === 'number' ? { nextChanceMs: error.nextChanceMs } : {}),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The code of anything thrown, for words and tests. */
export const codeOf = (thrown: unknown): string => (thrown instanceof ApiFailure ? thrown.code : 'console.defect');

/** Whether somebody gave up waiting on purpose (a newer search, a closed screen): nothing to report. */
export const isAborted = (thrown: unknown): boolean =>
  (thrown instanceof ApiFailure && thrown.code === 'network.aborted') ||
  (thrown instanceof Error && thrown.name === 'AbortError');

/** A refusal as people are told of it. `nextChanceMs`: epoch milliseconds. */
export interface Refusal {
  readonly code: string;
  readonly rule?: string;
  readonly nextChanceMs?: number;
}

export function refusalOf(thrown: unknown): Refusal {
  const { rule, nextChanceMs } = thrown instanceof ApiFailure ? thrown.details : {};
  return {
    code: codeOf(thrown),
    ...(rule === undefined ? {} : { rule }),
    ...(nextChanceMs === undefined ? {} : { nextChanceMs }),
  };
}
