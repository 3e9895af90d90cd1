import { sql } from 'kysely';
import type { RequestTransaction } from '../../database/database.ts';
import { refused } from '../../http/api-error.ts';
import type { Session } from '../../people/session.ts';
import type { StoredRecord } from '../resource.ts';

/** Appointments that still hold a slot ahead. */
const coming = sql<boolean>`deleted_at IS NULL AND starts_at > now()
  AND status IN ('scheduled', 'confirmed', 'arrived')`;

/** A patient who is deleted does not come: the slots are free again, and the audit trail says why. */
export async function cancelComingAppointments(
  trx: RequestTransaction,
  { companyId }: Session,
  id: string,
): Promise<void> {
  await trx
    .updateTable('appointments')
    .set({ status: 'cancelled' })
    .where('company_id', '=', companyId)
    .where('patient_id', '=', id)
    .where(coming)
    .execute();
}

/** @throws ApiError 422 HAS_APPOINTMENTS: patients are expected, and a practitioner has to see them. */
export async function noComingAppointments(
  { id }: StoredRecord,
  trx: RequestTransaction,
  { companyId }: Session,
): Promise<void> {
  const { count } = await trx
    .selectFrom('appointments')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('company_id', '=', companyId)
    .where('practitioner_id', '=', id)
    .where(coming)
    .executeTakeFirstOrThrow();
  if (count > 0) throw refused('HAS_APPOINTMENTS', { details: { count }, values: { count } });
}
