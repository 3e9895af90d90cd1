import type dayjs from 'dayjs';
import type { Appointment } from './types.ts';

/** Whether the appointment keeps its practitioner busy. */
export function occupies(appointment: Appointment): boolean {
  return appointment.status !== 'cancelled' && appointment.status !== 'no_show';
}

/** Each patient's first appointment that has not ended yet. `idOf` gives the id that the patient's row has now. */
export function nextAppointments(
  appointments: readonly Appointment[],
  now: dayjs.Dayjs,
  idOf: (patientId: string) => string,
): Map<string, Appointment> {
  const next = new Map<string, Appointment>();
  const moment = now.toISOString();
  for (const appointment of appointments) {
    if (appointment.ends_at < moment || !occupies(appointment)) continue;
    const id = idOf(appointment.patient_id);
    const known = next.get(id);
    if (known === undefined || appointment.starts_at < known.starts_at) next.set(id, appointment);
  }
  return next;
}

/** Another appointment at that time of the practitioner, or of the patient where one is given. */
export function findOverlap(
  appointments: readonly Appointment[],
  slot: {
    practitionerId: string;
    patientId?: string | undefined;
    start: dayjs.Dayjs;
    end: dayjs.Dayjs;
    exceptId?: string | undefined;
  },
): Appointment | undefined {
  const start = slot.start.toISOString();
  const end = slot.end.toISOString();
  return appointments.find(
    (other) =>
      (other.practitioner_id === slot.practitionerId || other.patient_id === slot.patientId) &&
      other.id !== slot.exceptId &&
      occupies(other) &&
      other.starts_at < end &&
      start < other.ends_at,
  );
}
