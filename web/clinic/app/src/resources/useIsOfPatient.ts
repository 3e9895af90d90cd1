import { useCallback } from 'react';
import { usePatients } from './hooks.ts';

/**
 * Whether a record belongs to the patient. A record made before its patient was confirmed may still carry the
 * local id for a moment: both ids then name the same row.
 */
export function useIsOfPatient(patientId: string): (record: { patient_id: string }) => boolean {
  const { getPatientById } = usePatients();
  return useCallback(
    ({ patient_id }) => patient_id === patientId || getPatientById(patient_id)?.id === patientId,
    [patientId, getPatientById],
  );
}
