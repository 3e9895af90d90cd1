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
    void patients; // what the look-up finds changes with them
    return nextAppointments(appointments, now, (id) => getPatientById(id)?.id ?? id);
  }, [appointments, patients, getPatientById, now]);
}
