import { useMemo } from 'react';
import { useNow } from '../app/clock.tsx';
import { nextAppointments } from '../clinic/appointments.ts';
import type { Appointment } from '../clinic/types.ts';
import { useAppointments, usePatients } from '../resources/hooks.ts';

/** Each patient's next appointment, by the id that the patient's row has now. */
export function useNextAppointments(): ReadonlyMap<string, Appointment> {
  const { appointments } = useAppointments();
  const { patients, getPatientById } = usePatients();
  const now = useNow();
  return useMemo(() => {
    const ids = new Set(patients.map(({ id }) => id));
    const idOf = (id: string) => (ids.has(id) ? id : (getPatientById(id)?.id ?? id));
    return nextAppointments(appointments, now, idOf);
  }, [appointments, patients, getPatientById, now]);
}
