import { useCallback } from 'react';
import type { Patient } from '../clinic/types.ts';
import { useFirstDay } from './first-day.ts';
import { usePatients } from './hooks.ts';

/** Looks a patient up in the list, or while that is being read among those of the first day. */
export function useKnownPatient(): (id: string) => Patient | undefined {
  const { getPatientById } = usePatients();
  const first = useFirstDay();
  return useCallback(
    (id) =>
      getPatientById(id) ??
      (first === null || first === 'reading' ? undefined : first.patients.get(id)),
    [getPatientById, first],
  );
}
