import type { ColumnType, Generated } from 'kysely';
import type { HolidayCalendar } from '../../closing-days.ts';

/** A timestamp column: read as Date, written as Date or ISO 8601 text. */
export type Instant = ColumnType<Date, Date | string, Date | string>;
/** A timestamp column that the database fills when it is not given. */
export type DefaultInstant = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableInstant = ColumnType<
  Date | null,
  Date | string | null | undefined,
  Date | string | null
>;

/** The columns that every resource has (migration 002). */
export interface RowStamp {
  id: Generated<string>;
  company_id: string;
  version: Generated<number>;
  created_at: DefaultInstant;
  updated_at: DefaultInstant;
  created_by: Generated<string | null>;
  updated_by: Generated<string | null>;
  deleted_at: NullableInstant;
}

/** A row of any resource, for code that treats all resources alike. */
export interface ResourceRow extends RowStamp {
  [field: string]: unknown;
}

export interface CompanyRow {
  id: string;
  name: string;
  holidays: Generated<HolidayCalendar>;
  closures: Generated<string[]>;
  created_at: DefaultInstant;
}

export interface UserRow {
  id: Generated<string>;
  company_id: string;
  email: string;
  name: string;
  role: string;
  practitioner_id: Generated<string | null>;
  password_hash: string | null;
  active: Generated<boolean>;
  created_at: DefaultInstant;
}

export interface SignInSessionRow {
  id: string;
  user_id: string;
  token_digest: string;
  previous_digest: string | null;
  created_at: DefaultInstant;
  expires_at: Instant;
  revoked_at: NullableInstant;
  rotated_at: DefaultInstant;
  previous_used: Generated<boolean>;
  previous_before: Generated<boolean>;
}

export interface SecondFactorRow {
  user_id: string;
  secret: string;
  confirmed_at: NullableInstant;
  last_step: Generated<number>;
  created_at: DefaultInstant;
}

export interface RecoveryCodeRow {
  user_id: string;
  digest: string;
}

export interface SignInFailureRow {
  key: string;
  failures: number;
  ends_at: Instant;
}

export interface ServerSecretRow {
  name: string;
  value: string;
  created_at: DefaultInstant;
}

export interface IdempotencyKeyRow {
  company_id: string;
  user_id: string;
  key: string;
  fingerprint: string;
  status: number;
  body: string;
  etag: string | null;
  location: string | null;
  created_at: DefaultInstant;
}

export interface AuditRow {
  id: Generated<string>;
  xid: Generated<string>;
  at: DefaultInstant;
  company_id: string;
  user_id: string;
  reason: string | null;
  idempotency_key: string | null;
  request_id: string | null;
  action: 'create' | 'update' | 'delete' | 'restore';
  resource: string;
  row_id: string;
  version: number;
  changed_fields: string[];
  before_digest: string | null;
  after_digest: string;
}

export interface MedicalReadRow {
  id: Generated<string>;
  at: DefaultInstant;
  company_id: string;
  user_id: string;
  request_id: string | null;
  row_id: string | null;
  patient_id: string | null;
  documents: number;
}

export interface FeedEpochRow {
  home: string;
  epoch: Generated<string>;
}

/** The database as Kysely sees it. */
export interface Tables {
  companies: CompanyRow;
  users: UserRow;
  sign_in_sessions: SignInSessionRow;
  sign_in_failures: SignInFailureRow;
  second_factors: SecondFactorRow;
  recovery_codes: RecoveryCodeRow;
  server_secrets: ServerSecretRow;
  practitioners: ResourceRow;
  patients: ResourceRow;
  appointments: ResourceRow;
  medical_records: ResourceRow;
  consents: ResourceRow;
  idempotency_keys: IdempotencyKeyRow;
  audit: AuditRow;
  medical_reads: MedicalReadRow;
  feed_epoch: FeedEpochRow;
}
