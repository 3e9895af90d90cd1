import { sql } from 'kysely';
import { ApiError, invalid, refused } from '../../http/api-error.ts';
import type { RuleContext, StoredRecord } from '../resource.ts';

/** @throws ApiError 422 RECORD_SIGNED: a signed document is a legal act and stays as it is. */
export async function signedRecordIsLocked({ before }: RuleContext): Promise<void> {
  if (before !== null) signedRecordStays(before);
}

/** The same for a deletion. */
export function signedRecordStays(record: StoredRecord): void {
  if (record['status'] === 'signed') throw refused('RECORD_SIGNED', { details: { id: record.id } });
}

/**
 * A practitioner signs their own documents, and only ones that say something.
 * @throws ApiError 403 SIGNER_REQUIRED unless the session's person is an active practitioner, 422 SIGNER_MISMATCH when
 * the document names another one, 400 when it is empty.
 */
export async function signatureIsOwn({ trx, session, after }: RuleContext): Promise<void> {
  if (after['status'] !== 'signed') return;
  const signer = await trx
    .selectFrom('users')
    .innerJoin('practitioners', 'practitioners.id', 'users.practitioner_id')
    .select('practitioners.id')
    .where('users.company_id', '=', session.companyId)
    .where('users.id', '=', session.userId)
    .where('practitioners.company_id', '=', session.companyId)
    .where('practitioners.active', '=', true)
    .where('practitioners.deleted_at', 'is', null)
    .executeTakeFirst();
  if (signer === undefined) throw new ApiError(403, 'SIGNER_REQUIRED');
  const named = after['practitioner_id'] ?? signer.id;
  if (named !== signer.id)
    throw refused('SIGNER_MISMATCH', { details: { field: 'practitioner_id', id: named } });
  if (after['content'] == null && after['diagnosis'] == null)
    throw invalid([{ field: 'content', code: 'EMPTY_SIGNATURE' }]);
}

/** @throws ApiError 422 PATIENT_FIXED: a document of one person's file never moves to another's. */
export async function patientIsFixed({ before, after }: RuleContext): Promise<void> {
  if (before !== null && before['patient_id'] !== after['patient_id'])
    throw refused('PATIENT_FIXED', { details: { field: 'patient_id', id: before.id } });
}

/**
 * A document about an appointment is in the file of that appointment's patient. Checked when the appointment is named.
 * @throws ApiError 422 OTHER_PATIENT
 */
export async function appointmentIsOfPatient({
  trx,
  session,
  before,
  after,
}: RuleContext): Promise<void> {
  const id = after['appointment_id'];
  if (typeof id !== 'string' || before?.['appointment_id'] === id) return;
  const appointment = await trx
    .selectFrom('appointments')
    .select('patient_id')
    .where('company_id', '=', session.companyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (appointment?.['patient_id'] !== after['patient_id'])
    throw refused('OTHER_PATIENT', { details: { field: 'appointment_id', id } });
}

/**
 * No document is added, and none comes back, after a withdrawal of the consent to care, until a consent is recorded
 * after it that has not expired. Only the database's own moments count: those in the fields are the caller's to choose.
 * @throws ApiError 422 CONSENT_WITHDRAWN
 */
export async function careMustBeConsented({
  trx,
  session,
  before,
  after,
}: RuleContext): Promise<void> {
  if (before !== null && before.deleted_at === null) return;
  const withdrawn = await trx
    .selectFrom('consents as withdrawal')
    .select('withdrawal.id')
    .where('company_id', '=', session.companyId)
    .where('patient_id', '=', after['patient_id'])
    .where('kind', '=', 'care')
    .where('status', '=', 'withdrawn')
    .where('deleted_at', 'is', null)
    .where(
      sql<boolean>`NOT EXISTS (SELECT 1 FROM consents AS renewal
        WHERE renewal.company_id = ${session.companyId}
          AND renewal.patient_id = withdrawal.patient_id AND renewal.kind = 'care'
          AND renewal.status = 'granted' AND renewal.deleted_at IS NULL
          AND coalesce(renewal.expires_at > now(), true)
          AND renewal.created_at > withdrawal.updated_at)`,
    )
    .executeTakeFirst();
  if (withdrawn !== undefined)
    throw refused('CONSENT_WITHDRAWN', { details: { consent_id: withdrawn.id } });
}

/** @throws ApiError 422 CONSENT_FINAL: a withdrawn consent can be neither changed nor revived. */
export async function withdrawnConsentIsFinal({ before }: RuleContext): Promise<void> {
  if (before !== null && before.deleted_at === null) withdrawnConsentStays(before);
}

/** The same for a deletion: without the withdrawal, an older consent would count again. */
export function withdrawnConsentStays(record: StoredRecord): void {
  if (record['status'] === 'withdrawn')
    throw refused('CONSENT_FINAL', { details: { id: record.id } });
}

/**
 * A consent that has expired stays expired: whoever prolongs it would agree in the patient's place.
 * @throws ApiError 422 CONSENT_EXPIRED
 */
export async function expiredConsentStays({ before, after }: RuleContext): Promise<void> {
  const expiry = millisecondsOf(before?.['expires_at']);
  if (expiry === null || expiry > Date.now() || millisecondsOf(after['expires_at']) === expiry)
    return;
  throw refused('CONSENT_EXPIRED', { details: { field: 'expires_at', id: before?.id } });
}

/**
 * The kind of a consent does not change: a consent to research that became one to care would stand for an agreement that
 * the patient never gave.
 * @throws ApiError 422 KIND_FIXED
 */
export async function consentKindIsFixed({ before, after }: RuleContext): Promise<void> {
  if (before !== null && before['kind'] !== after['kind'])
    throw refused('KIND_FIXED', { details: { field: 'kind', id: before.id } });
}

function millisecondsOf(moment: unknown): number | null {
  return moment == null ? null : new Date(moment as string | Date).getTime();
}
