import type { RequestTransaction } from '../database/database.ts';
import type { Session } from '../people/session.ts';
import type { ResourceName, StoredRecord } from '../resources/resource.ts';

/** What of the medical files was handed out. */
export interface MedicalRead {
  readonly resource: ResourceName;
  /** The document, when one was asked for. */
  readonly recordId?: string | undefined;
  /** The patient, when one was asked for or the document names one. */
  readonly patientId?: string | undefined;
  readonly count: number;
  readonly requestId?: string | undefined;
}

/** The reading of one record. */
export function readingOf(
  resource: ResourceName,
  record: StoredRecord,
  requestId: string,
): MedicalRead {
  const patientId = record['patient_id'] as string | undefined;
  return { resource, recordId: record.id, patientId, count: 1, requestId };
}

/** Traces it in the transaction of the reading: what cannot be traced is not handed out. */
export async function traceRead(
  trx: RequestTransaction,
  { companyId, userId }: Session,
  { resource, recordId, patientId, count, requestId }: MedicalRead,
): Promise<void> {
  if (resource !== 'medical-records' || count === 0) return;
  await trx
    .insertInto('medical_reads')
    .values({
      company_id: companyId,
      user_id: userId,
      request_id: requestId ?? null,
      row_id: recordId ?? null,
      patient_id: patientId ?? null,
      documents: count,
    })
    .execute();
}
