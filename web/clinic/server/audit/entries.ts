import { sql, type RawBuilder } from 'kysely';
import type { RequestTransaction } from '../database/database.ts';
import { clinicTimeZone } from '../limits.ts';
import type { Session } from '../people/session.ts';

/** Who did what, when and why: a change of a record, an account or the clinic, or a reading of medical documents. No contents. */
export interface AuditEntry {
  /** Names the entry, and its place after `at`: changes `c<n>`, reads `r<n>`, accounts `a<n>`. */
  readonly id: string;
  readonly at: Date;
  readonly action: 'create' | 'update' | 'delete' | 'restore' | 'read';
  readonly resource: string;
  readonly record_id: string | null;
  /** Whom a reading or a changed record is about: the patient whom the record names now, or the patient themself. */
  readonly patient_id: string | null;
  /** How many documents were read; for a reading only. */
  readonly documents: number | null;
  readonly version: number | null;
  readonly changed_fields: readonly string[] | null;
  readonly reason: string | null;
  readonly request_id: string | null;
  readonly user_id: string;
  /** Null for what the system did, and for people who are not known any more. */
  readonly user_name: string | null;
}

/** Which entries are wanted. */
export interface AuditQuery {
  readonly limit: number;
  readonly resource?: string | undefined;
  readonly recordId?: string | undefined;
  /** The patient's own record, and what hangs on it. */
  readonly patientId?: string | undefined;
  readonly userId?: string | undefined;
  readonly action?: string | undefined;
  /** The first and the last day, on the clinic's clock. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The last entry of the page before. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
}

/** The newest first; one more than `limit` when there are more. */
export async function readAudit(
  trx: RequestTransaction,
  { companyId }: Session,
  query: AuditQuery,
): Promise<readonly AuditEntry[]> {
  const changes = sql`
    SELECT 'c' || id AS id, at, action, resource, row_id AS record_id, NULL::uuid AS patient_id,
           NULL::int AS documents, version, changed_fields, reason, request_id, user_id
      FROM audit WHERE company_id = ${companyId}`;
  const reads = sql`
    SELECT 'r' || id AS id, at, 'read' AS action, 'medical-records' AS resource, row_id AS record_id, patient_id,
           documents, NULL::int AS version, NULL::text[] AS changed_fields, NULL::text AS reason, request_id, user_id
      FROM medical_reads WHERE company_id = ${companyId}`;
  const accounts = sql`
    SELECT 'a' || id AS id, at, action, CASE WHEN account_id IS NULL THEN 'company' ELSE 'accounts' END AS resource,
           account_id AS record_id, NULL::uuid AS patient_id,
           NULL::int AS documents, NULL::int AS version, changed_fields, NULL::text AS reason,
           NULL::text AS request_id, user_id
      FROM account_events WHERE company_id = ${companyId}`;
  const { rows } = await sql<AuditEntry>`
    SELECT entry.id, entry.at, entry.action, entry.resource, entry.record_id,
           COALESCE(entry.patient_id, ${patientOfRecord(companyId)}) AS patient_id,
           entry.documents, entry.version, entry.changed_fields, entry.reason, entry.request_id, entry.user_id,
           users.name AS user_name
      FROM ((${newest(changes, companyId, query)}) UNION ALL (${newest(reads, companyId, query)})
            UNION ALL (${newest(accounts, companyId, query)})) AS entry
      LEFT JOIN users ON users.company_id = ${companyId} AND users.id::text = entry.user_id
     ORDER BY entry.at DESC, entry.id DESC LIMIT ${query.limit + 1}`.execute(trx);
  return rows;
}

/** The newest of one source that match, so that neither is sorted as a whole. */
function newest(
  source: RawBuilder<unknown>,
  companyId: string,
  query: AuditQuery,
): RawBuilder<unknown> {
  const conditions = [
    query.resource === undefined ? null : sql`resource = ${query.resource}`,
    query.action === undefined ? null : sql`action = ${query.action}`,
    query.userId === undefined ? null : sql`user_id = ${query.userId}`,
    query.recordId === undefined ? null : sql`${query.recordId}::uuid IN (record_id, patient_id)`,
    query.patientId === undefined ? null : ofPatient(companyId, query.patientId),
    query.from === undefined ? null : sql`at >= ${midnight(query.from, 0)}`,
    query.to === undefined ? null : sql`at < ${midnight(query.to, 1)}`,
    query.after === undefined
      ? null
      : sql`(at, id) < (${query.after.at}::timestamptz, ${query.after.id})`,
  ].filter((condition) => condition !== null);
  const where = conditions.length === 0 ? sql`true` : sql.join(conditions, sql` AND `);
  return sql`SELECT * FROM (${source}) AS source WHERE ${where}
              ORDER BY at DESC, id DESC LIMIT ${query.limit + 1}`;
}

/** The patient whom the record of an entry is about. Of one page of entries: each look-up is one of a primary key. */
const patientOfRecord = (companyId: string) => sql`CASE entry.resource
  WHEN 'patients' THEN entry.record_id
  WHEN 'appointments' THEN (SELECT patient_id FROM appointments WHERE company_id = ${companyId} AND id = entry.record_id)
  WHEN 'medical-records' THEN (SELECT patient_id FROM medical_records WHERE company_id = ${companyId} AND id = entry.record_id)
  WHEN 'consents' THEN (SELECT patient_id FROM consents WHERE company_id = ${companyId} AND id = entry.record_id)
END`;

/** What was done with the record of a patient, and with the records that name the patient now. */
function ofPatient(companyId: string, id: string): RawBuilder<unknown> {
  const own = ['appointments', 'medical_records', 'consents'].map(
    (table) => sql`SELECT id FROM ${sql.table(table)}
                     WHERE company_id = ${companyId} AND patient_id = ${id}::uuid`,
  );
  return sql`(${id}::uuid IN (record_id, patient_id)
              OR record_id IN (${sql.join(own, sql` UNION ALL `)}))`;
}

function midnight(day: string, extraDays: number): RawBuilder<unknown> {
  return sql`((${day}::date + ${extraDays}::int)::timestamp AT TIME ZONE ${clinicTimeZone})`;
}
