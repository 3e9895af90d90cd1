import { z } from 'zod';
import type { FieldProblem } from '../http/api-error.ts';
import { choice, instant, optionalText, pastInstant, reference } from './fields.ts';
import type { Fields, Resource } from './resource.ts';
import {
  consentKindIsFixed,
  expiredConsentStays,
  patientIsFixed,
  withdrawnConsentIsFinal,
  withdrawnConsentStays,
} from './rules/records.ts';
import { mustExist } from './rules/references.ts';

const kind = choice(['care', 'data_sharing', 'teleconsultation', 'research', 'images']);
const status = choice(['granted', 'refused', 'withdrawn']);

/** What a patient has agreed to, refused or taken back. */
export const consents: Resource = {
  name: 'consents',
  table: 'consents',
  title: 'Consent',
  schema: z.object({
    patient_id: reference,
    practitioner_id: reference.nullish(),
    kind,
    status: status.optional(),
    granted_at: pastInstant.optional(),
    withdrawn_at: pastInstant.nullish(),
    expires_at: instant.nullish(),
    notes: optionalText(10_000),
  }),
  defaults: { status: 'granted' },
  filledByServer: ['granted_at'],
  complete: stampWithdrawal,
  check: checkExpiry,
  rules: [
    withdrawnConsentIsFinal,
    expiredConsentStays,
    patientIsFixed,
    consentKindIsFixed,
    mustExist('patient_id', 'patients'),
    mustExist('practitioner_id', 'practitioners'),
  ],
  deleteRules: [withdrawnConsentStays],
  filters: {
    patient_id: { kind: 'equals', column: 'patient_id', schema: reference },
    practitioner_id: { kind: 'equals', column: 'practitioner_id', schema: reference },
    kind: { kind: 'equals', column: 'kind', schema: kind },
    status: { kind: 'equals', column: 'status', schema: status },
  },
  sorts: { granted_at: 'granted_at', updated_at: 'updated_at', created_at: 'created_at' },
  defaultSort: '-granted_at',
};

function checkExpiry(record: Fields): readonly FieldProblem[] {
  const { granted_at: granted, expires_at: expires } = record;
  if (granted == null || expires == null) return [];
  const ordered = new Date(expires as string | Date) > new Date(granted as string | Date);
  return ordered ? [] : [{ field: 'expires_at', code: 'ENDS_BEFORE_START' }];
}

function stampWithdrawal(record: Fields): Fields {
  if (record['status'] !== 'withdrawn' || record['withdrawn_at'] != null) return record;
  return { ...record, withdrawn_at: new Date().toISOString() };
}
