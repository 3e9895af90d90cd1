import type { Context, FunctionComponent, PropsWithChildren } from 'react';
import type {
  AnyRecord,
  DeletedRecord,
  EndpointOptions,
  MutationOptions,
  MutationPromise,
  RowSyncState,
} from '../../types/index.js';
import type { MarkedContext } from './context_brand.js';

/** Plurals that `Plural` and `pluralOf` do not make by rule. */
export type IrregularPlurals = {
  person: 'people';
  child: 'children';
  analysis: 'analyses';
  diagnosis: 'diagnoses';
};

/** `medical-record` → `medicalRecord`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name extends `${infer Head}_${infer Tail}`
    ? `${Head}${Capitalize<CamelCase<Tail>>}`
    : Name;

/** The plural of a name in camelCase, by the rules of `pluralOf`. */
export type Plural<Name extends string> = Name extends keyof IrregularPlurals
  ? IrregularPlurals[Name]
  : Name extends `${string}${'a' | 'e' | 'o' | 'u'}y`
    ? `${Name}s`
    : Name extends `${infer Stem}y`
      ? `${Stem}ies`
      : Name extends `${string}${'s' | 'x' | 'z' | 'ch' | 'sh'}`
        ? `${Name}es`
        : `${Name}s`;

/** Options of `createSyncContext`: names, and what the application knows of the endpoint. */
export interface SyncContextOptions<
  Row extends object,
  Name extends string,
  Names extends string,
> extends EndpointOptions<Row> {
  /** Path of the collection, e.g. '/api/v1/patients'. */
  endpoint: string;
  /** One record: 'patient', 'medicalRecord' or 'medical-record'. */
  name: Name;
  /** The collection. Default: the plural of the name. */
  plural?: Names;
}

/** Members of the value that do not depend on the names. */
export interface SyncContextState<Row extends object> {
  /** Reads the list again; resolves with fresh confirmed ⊕ pending, rejects with READ_FAILED. */
  readonly getAll: () => Promise<readonly Row[]>;
  /** React key of a row: stays the same when the server gives it its own id. */
  readonly rowKey: (row: Row) => string;
  /** What is queued of a row: 'synced' for nothing. Takes the row, or its id in any form that it ever had. */
  readonly syncState: (rowOrId: object | string | number) => RowSyncState;
  /** The list is being read and no rows have come yet. */
  readonly isLoading: boolean;
  /** Why the last read failed, in the configured language; null when it succeeded. */
  readonly error: string | null;
}

/** A function whose parameters and result are those of one method of the value. */
type Methods<Row extends object, Name extends string, Names extends string> = {
  readonly [Key in `create${Capitalize<Name>}`]: (
    data: Partial<Row>,
    options?: MutationOptions,
  ) => MutationPromise<Row>;
} & {
  readonly [Key in `update${Capitalize<Name>}`]: (
    id: string | number,
    changes: Partial<Row>,
    options?: MutationOptions,
  ) => MutationPromise<Row>;
} & {
  readonly [Key in `delete${Capitalize<Name>}`]: (
    id: string | number,
    options?: MutationOptions,
  ) => MutationPromise<DeletedRecord>;
} & { readonly [Key in `get${Capitalize<Name>}ById`]: (id: string | number) => Row | undefined } & {
  readonly [Key in `set${Capitalize<Names>}`]: (
    rows: readonly Row[] | ((rows: readonly Row[]) => readonly Row[]),
  ) => void;
};

/**
 * Value of a context made by `createSyncContext`. For name 'patient': `patients`, `createPatient`,
 * `updatePatient`, `deletePatient`, `getPatientById`, `setPatients` (replaces confirmed rows only),
 * and the members of `SyncContextState`.
 */
export type SyncContextValue<
  Row extends object = AnyRecord,
  Name extends string = string,
  Names extends string = Plural<CamelCase<Name>>,
> = MarkedContext<Row> &
  SyncContextState<Row> & { readonly [Key in Names]: readonly Row[] } & Methods<
    Row,
    CamelCase<Name>,
    Names
  >;

/** What a Provider takes. */
export interface SyncProviderProps extends PropsWithChildren {
  /** false: the list is not read, for a person who may not see it. Default true. */
  load?: boolean | undefined;
}

/** What `createSyncContext` returns. */
export interface SyncContext<Value> {
  /**
   * Provides the value to its children, and reads the list once when it is first shown, and for each
   * user who signs in while it is.
   */
  readonly Provider: FunctionComponent<SyncProviderProps>;
  /** The value. Throws PROVIDER_MISSING outside the Provider. */
  readonly useResource: () => Value;
  /** For `useContext`; null outside the Provider. */
  readonly Context: Context<Value | null>;
}
