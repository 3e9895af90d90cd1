import type { z } from 'zod';
import type { RequestTransaction } from '../database/database.ts';
import type { FieldProblem } from '../http/api-error.ts';
import type { Session } from '../people/session.ts';

/** The five resources, as they are named in a path. */
export type ResourceName =
  'patients' | 'appointments' | 'medical-records' | 'consents' | 'practitioners';

/** Their tables. */
export type ResourceTable =
  'patients' | 'appointments' | 'medical_records' | 'consents' | 'practitioners';

/** The values of a record's own fields, as they will be stored. */
export type Fields = Readonly<Record<string, unknown>>;

/** A stored record as it leaves the server: its fields plus id, company_id, version and dates. */
export type StoredRecord = Fields & {
  readonly id: string;
  readonly version: number;
  readonly deleted_at: Date | null;
};

/** What a rule may look at. Rules throw an ApiError to refuse; the transaction is then taken back. */
export interface RuleContext {
  readonly trx: RequestTransaction;
  readonly session: Session;
  /** The record before the change; null when it is being created. */
  readonly before: StoredRecord | null;
  /** The whole record as it would become. */
  readonly after: Fields;
  /** True when the caller has said that a possible duplicate is meant. */
  readonly confirmDuplicate: boolean;
  /** True when the caller has said that an appointment on a day on which the clinic is closed is meant. */
  readonly confirmClosed: boolean;
}

/** How a list may be filtered: `?patient_id=…` (equality), a bound on a date, or an appointment on a day. */
export type Filter =
  | {
      readonly kind: 'equals';
      readonly column: string;
      readonly schema: z.ZodType<string | boolean>;
    }
  | { readonly kind: 'from' | 'to'; readonly column: string }
  /** `column` of the appointments names the record. */
  | { readonly kind: 'appointment-on'; readonly column: string };

/** A resource: everything the generic code needs to serve it. */
export interface Resource {
  readonly name: ResourceName;
  readonly table: ResourceTable;
  /** For people and for the API document, in English. */
  readonly title: string;
  /** The writable fields of a whole record. Unknown fields are dropped. */
  readonly schema: z.ZodObject;
  /** Values of optional fields that were not given; null where none is named. */
  readonly defaults: Fields;
  /** Fields that the database fills at creation, and that a PUT without them leaves as they are. */
  readonly filledByServer?: readonly string[];
  /** Columns that only the database writes and every answer carries, with their JSON type. */
  readonly stamps?: Readonly<Record<string, 'moment' | 'text'>>;
  /** Adds what follows from the rest, such as the moment of a withdrawal. */
  readonly complete?: (record: Fields) => Fields;
  /** Problems that only the whole record can show, such as an end before its start. */
  readonly check?: (record: Fields) => readonly FieldProblem[];
  /** Rules of the clinic, run before a record is stored, changed or restored. */
  readonly rules: ReadonlyArray<(context: RuleContext) => Promise<void>>;
  /** Rules run before a record is deleted. */
  readonly deleteRules?: ReadonlyArray<
    (record: StoredRecord, trx: RequestTransaction, session: Session) => unknown
  >;
  /** What follows from a deletion in other tables, in its transaction. */
  readonly deleted?: (trx: RequestTransaction, session: Session, id: string) => Promise<void>;
  readonly filters: Readonly<Record<string, Filter>>;
  /** Orders of a list: public name to column, never null in the database. */
  readonly sorts: Readonly<Record<string, string>>;
  /** The order when the caller names none; a leading minus means newest first. */
  readonly defaultSort: string;
}

/** The columns of every record besides its own fields, in the order in which they are answered. */
export const stampColumns = [
  'id',
  'company_id',
  'version',
  'created_at',
  'updated_at',
  'created_by',
  'updated_by',
  'deleted_at',
] as const;

/** All columns of a resource that leave the server. */
export function columnsOf(resource: Resource): readonly string[] {
  const { stamps = {}, schema } = resource;
  return [...stampColumns, ...Object.keys(schema.shape), ...Object.keys(stamps)];
}
