import dayjs from 'dayjs';
import { createContext, useContext } from 'react';
import type { Appointment, Patient } from '../clinic/types.ts';
import { session } from '../session/session.ts';

/** The appointments of one day and their patients. */
export interface FirstDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly appointments: readonly Appointment[];
  readonly patients: ReadonlyMap<string, Patient>;
}

/** 'reading': the lists wait for the day. Null: they do not, and there is no such day. */
export type FirstDayState = FirstDay | 'reading' | null;

export const FirstDayContext = createContext<FirstDayState>(null);

/** The day that is shown until the lists have been read. */
export const useFirstDay = (): FirstDayState => useContext(FirstDayContext);

/** @returns null where this is not the whole day: a page in another time zone than the clinic's has other days */
export async function readFirstDay(day: string, signal: AbortSignal): Promise<FirstDay | null> {
  const headers = await session.authorization();
  const read = async <Row>(query: string): Promise<readonly Row[]> => {
    const answer = await fetch(`/api/v1/${query}&limit=1000`, { headers, signal });
    return ((await answer.json()) as { data: readonly Row[] }).data;
  };
  const [from, to] = [dayjs(day).startOf('day'), dayjs(day).endOf('day')];
  const [appointments, patients] = await Promise.all([
    read<Appointment>(`appointments?date_from=${from.toISOString()}&date_to=${to.toISOString()}`),
    read<Patient>(`patients?appointment_on=${day}`),
  ]);
  const named = new Map(patients.map((patient) => [patient.id, patient]));
  const isWhole = appointments.every(({ patient_id }) => named.has(patient_id));
  return isWhole ? { day, appointments, patients: named } : null;
}
