import { useFirstDay } from './first-day.ts';
import { useAppointments, usePatients } from './hooks.ts';

/** What pages that show visits wait for. */
export interface VisitLists {
  /** Appointments or patients are being read for the first time. */
  readonly isLoading: boolean;
  /** The appointments are. */
  readonly isAppointmentsLoading: boolean;
  /** Why one of the lists is missing; null: both are loaded, or being loaded. */
  readonly error: string | null;
  /** Reads what is not there again. */
  readAgain(): Promise<unknown>;
}

/** The appointments and their patients: a visit without a name is of no use. */
export function useVisitLists(): VisitLists {
  const appointments = useAppointments();
  const patients = usePatients();
  const isWaiting = useFirstDay() === 'reading';
  const failed = [
    ...(appointments.appointments.length === 0 ? [appointments] : []),
    ...(patients.patients.length === 0 ? [patients] : []),
  ].filter(({ error }) => error !== null);
  return {
    isLoading: isWaiting || appointments.isLoading || patients.isLoading,
    isAppointmentsLoading: isWaiting || appointments.isLoading,
    error: failed[0]?.error ?? null,
    readAgain: () => Promise.all(failed.map(({ getAll }) => getAll())),
  };
}
