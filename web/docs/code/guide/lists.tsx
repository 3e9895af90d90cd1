import { useState } from 'react';
import { useSyncedRows } from 'synchrone';

interface Appointment {
  id: string;
  patient_id: string;
  start: string;
}

const byStart = (a: Appointment, b: Appointment) => a.start.localeCompare(b.start);

export function useAppointmentsOf(patientId: string) {
  const [read, setRead] = useState<readonly Appointment[]>([]);
  const appointments = useSyncedRows(read, '/api/v1/appointments', {
    belongs: (appointment) => appointment.patient_id === patientId,
    compare: byStart,
  });
  return { appointments, setRead };
}

/** One page of several: what is created is shown where `compare` puts it, else not at all. */
export function usePage(rows: readonly Appointment[]) {
  return useSyncedRows(rows, '/api/v1/appointments', { complete: false, compare: byStart });
}
