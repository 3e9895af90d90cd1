import { refused } from '../../http/api-error.ts';
import type { RuleContext, StoredRecord } from '../resource.ts';

/** @throws ApiError 422 RECORD_SIGNED: a signed document is a legal act and stays as it is. */
export async function signedRecordIsLocked({ before }: RuleContext): Promise<void> {
  if (before !== null) signedRecordStays(before);
}

/** The same for a deletion. */
export function signedRecordStays(record: StoredRecord): void {
  if (record['status'] === 'signed') throw refused('RECORD_SIGNED', { details: { id: record.id } });
}

/** @throws ApiError 422 PATIENT_FIXED: a document of one person's file never moves to another's. */
export async function patientIsFixed({ before, after }: RuleContext): Promise<void> {
  if (before !== null && before['patient_id'] !== after['patient_id'])
    throw refused('PATIENT_FIXED', { details: { field: 'patient_id', id: before.id } });
}

/** @throws ApiError 422 CONSENT_WITHDRAWN when the patient's newest consent to care has been withdrawn. */
export async function careMustBeConsented({ trx, before, after }: RuleContext): Promise<void> {
  if (before !== null) return;
  const newest = await trx
    .selectFrom('consents')
    .select(['id', 'status'])
    .where('patient_id', '=', after['patient_id'])
    .where('kind', '=', 'care')
    .where('deleted_at', 'is', null)
    .orderBy('granted_at', 'desc')
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  if (newest?.['status'] === 'withdrawn')
    throw refused('CONSENT_WITHDRAWN', { details: { consent_id: newest.id } });
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
