import type { AnyRecord } from '../types/index.js';

/** The rows in the answer of a query function, as `rowsInData` finds them. */
export type RowOf<Answer> = Answer extends readonly (infer Row extends object)[]
  ? Row
  : Answer extends { readonly data: readonly (infer Row extends object)[] }
    ? Row
    : Answer extends { readonly results: readonly (infer Row extends object)[] }
      ? Row
      : Answer extends { readonly items: readonly (infer Row extends object)[] }
        ? Row
        : Answer extends { readonly id: string | number }
          ? Answer
          : AnyRecord;
