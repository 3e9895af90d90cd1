import type { MessageCode, MessageValues, ProblemCode } from './messages.ts';

/** One field that cannot be accepted. `field` is its path in the body or query, for example `email`. */
export interface FieldProblem {
  readonly field: string;
  readonly code: ProblemCode;
  readonly values?: MessageValues;
}

/** What an error answer needs besides its code. */
export interface ApiErrorExtras {
  readonly values?: MessageValues;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: readonly FieldProblem[];
}

/**
 * An answer that is not 2xx. It carries codes and data; words in the reader's language are chosen at the border.
 * Thrown inside a transaction, it takes the transaction back.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: MessageCode;
  readonly extras: ApiErrorExtras;

  constructor(status: number, code: MessageCode, extras: ApiErrorExtras = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.extras = extras;
  }
}

/** 400 with every bad field named. */
export function invalid(fields: readonly FieldProblem[]): ApiError {
  return new ApiError(400, 'VALIDATION_FAILED', { fields, values: { count: fields.length } });
}

/** 422: a rule of the clinic says no. */
export function refused(code: MessageCode, extras: ApiErrorExtras = {}): ApiError {
  return new ApiError(422, code, extras);
}
