/** The error classes of style.md section 7. Codes are dotted and stable; the console translates them. */

export interface ErrorDetails extends ErrorOptions {
  readonly field?: string;
  /** Rule of product.md that refuses. */
  readonly rule?: string;
  readonly nextChanceMs?: number;
}

export abstract class ProductError extends Error {
  abstract readonly status: 400 | 401 | 403 | 404 | 409 | 503;
  readonly code: string;
  readonly details: ErrorDetails;
  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.code = code;
    this.details = details;
  }
}

/** The shape is wrong: names field and rule. Retrying cannot help. */
export class InvalidInput extends ProductError {
  override readonly name = 'InvalidInput';
  readonly status = 400;
}

export class NotAuthenticated extends ProductError {
  override readonly name = 'NotAuthenticated';
  readonly status = 401;
}

export class NotAllowed extends ProductError {
  override readonly name = 'NotAllowed';
  readonly status = 403;
}

/** No such thing for this tenant; the same answer whether it exists elsewhere or not. */
export class NotFound extends ProductError {
  override readonly name = 'NotFound';
  readonly status = 404;
}

/** A numbered rule refuses, or what was decided on has changed meanwhile. */
export class RuleViolation extends ProductError {
  override readonly name = 'RuleViolation';
  readonly status = 409;
}

/** A dependency failed; a retry may help. */
export class Unavailable extends ProductError {
  override readonly name = 'Unavailable';
  readonly status = 503;
}
