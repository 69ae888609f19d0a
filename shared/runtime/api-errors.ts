import type * as z from 'zod';
import type { ApiError } from '../contracts/routes.ts';
import { InvalidInput, NotAllowed, ProductError, Unavailable } from './errors.ts';

/** How an error leaves the API (style.md section 7): one tested mapping, opaque for what is a defect. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: ApiError;
  readonly level: 'info' | 'warn' | 'error';
}

export function errorAnswer(error: unknown, requestId: string): ErrorAnswer {
  if (!(error instanceof ProductError)) {
    const body = { error: { code: 'internal', message: 'something broke here; it was noted', requestId } };
    return { status: 500, body, level: 'error' };
  }
  const { field, rule, nextChanceMs } = error.details;
  const body = {
    error: {
      code: error.code,
      message: error.message,
      ...(field === undefined ? {} : { field }),
      ...(rule === undefined ? {} : { rule }),
      ...(nextChanceMs === undefined ? {} : { nextChanceMs }),
      requestId,
    },
  };
  const level = error instanceof NotAllowed || error instanceof Unavailable ? 'warn' : 'info';
  return { status: error.status, body, level };
}

/**
 * The first thing wrong with an input, by field and rule. `part` is where it stood (body, query, path). The message is
 * zod's and names types and limits, never the value that was sent.
 */
export function invalidPart(part: string, error: z.ZodError): InvalidInput {
  const issue = error.issues[0];
  if (!issue) return new InvalidInput('input.invalid', `the ${part} is not as described`, { field: part });
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0] ?? ''].join('.');
    return new InvalidInput('input.unknown-field', `the ${part} has a field that nobody declared`, {
      field,
      rule: issue.code,
    });
  }
  const field = issue.path.join('.') || part;
  return new InvalidInput('input.invalid', issue.message, { field, rule: issue.code });
}
