import type { ApiError } from './api-error.ts';
import { errorMessage, fieldMessage, type Language } from './messages.ts';

/** Where one is in a list. Page mode has `page` and `total`, cursor mode does not. */
export interface Pagination {
  readonly limit: number;
  readonly page?: number;
  readonly total?: number;
  readonly total_pages?: number;
  readonly has_more: boolean;
  /** Opaque; give it back as `cursor`. Null at the end of the list. */
  readonly next_cursor: string | null;
  /** An `updated_since` for the next synchronisation, early enough for what was being committed meanwhile. */
  readonly next_updated_since: string;
  /** Where the feed of changes stood when the list was read: give it to /api/v1/changes as `since`. */
  readonly change_cursor: string;
}

/** A good answer's body. */
export interface SuccessEnvelope {
  readonly success: true;
  readonly data: unknown;
  readonly pagination?: Pagination;
}

/** A refused answer's body. */
export interface ErrorEnvelope {
  readonly success: false;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** An answer before it meets HTTP: what a route, a batch entry and a replay have in common. */
export interface Answer {
  readonly status: number;
  readonly body: SuccessEnvelope | ErrorEnvelope;
  readonly etag?: string | undefined;
  readonly location?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** 200 (or another 2xx) with data. */
export function success(data: unknown, extra: Omit<Partial<Answer>, 'body'> = {}): Answer {
  return { status: 200, body: { success: true, data }, ...extra };
}

/** The answer to an error, in the reader's language. */
export function failure(error: ApiError, language: Language): Answer {
  const { fields, details, values, headers } = error.extras;
  const named = fields?.map((problem) => ({
    field: problem.field,
    code: problem.code,
    message: fieldMessage(problem.code, language, problem.values),
  }));
  return {
    status: error.status,
    body: {
      success: false,
      error: {
        code: error.code,
        message: errorMessage(error.code, language, values),
        details: { ...details, ...(named === undefined ? {} : { fields: named }) },
      },
    },
    headers,
  };
}
