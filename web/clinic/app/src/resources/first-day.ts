import dayjs from 'dayjs';
import { createContext, useContext, useEffect } from 'react';
import { getMutationQueue } from 'synchrone/streaming';
import type { Appointment, Patient } from '../clinic/types.ts';
import { sealedDay } from '../session/sealed-text.ts';
import { session } from '../session/session.ts';
import { usePerson } from '../session/useSession.ts';
import { useAppointments, usePatients } from './hooks.ts';

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
  const { from, to } = spanOf(day);
  const [appointments, patients] = await Promise.all([
    read<Appointment>(`appointments?date_from=${from}&date_to=${to}`),
    read<Patient>(`patients?appointment_on=${day}`),
  ]);
  return wholeDay({ day, appointments, patients });
}

/** A day as it is kept. */
interface KeptDay {
  /** When it was shown so; a time. */
  readonly at: number;
  readonly day: string;
  readonly appointments: readonly Appointment[];
  readonly patients: readonly Patient[];
}

/**
 * How long a kept day is valid, in milliseconds: for a reload, not for a tab that a browser opens again
 * later.
 */
const lasting = 300_000;

/**
 * The day that this tab has shown before it was reloaded; null: it was a different day, none, or long ago. It
 * is handed out once: what this page changes before it shows the day itself is not in it.
 */
export async function takeKeptDay(personId: string, day: string): Promise<FirstDay | null> {
  const kept = (await sealedDay.open(personId, session.sealingKeys(personId))) as KeptDay | null;
  sealedDay.drop(personId);
  const isGood = kept?.day === day && Math.abs(Date.now() - kept.at) < lasting;
  return isGood ? wholeDay(kept) : null;
}

/** How long after a change a day is kept, in milliseconds. */
const quiet = 1_000;

/**
 * Keeps the day that is shown, sealed, through a reload of this tab: it is shown before the lists of a large
 * clinic are loaded. It is forgotten when it changes or leaves the screen, and not kept while a change waits
 * in the queue.
 *
 * @param day null: none is shown, or the lists are not loaded yet
 */
export function useKeepDay(day: string | null): void {
  const { id } = usePerson();
  const { appointments } = useAppointments();
  const { patients, getPatientById } = usePatients();
  useEffect(() => {
    void patients; // the look-up never changes; what it finds changes with the rows
    if (day === null) return undefined;
    const timer = window.setTimeout(() => {
      if (getMutationQueue().getPendingCount() > 0) return;
      const { from, to } = spanOf(day);
      const those = appointments.filter(
        ({ starts_at, ends_at }) => ends_at > from && starts_at < to,
      );
      const found = new Set(those.map(({ patient_id }) => getPatientById(patient_id)));
      const named = [...found].filter((patient) => patient !== undefined);
      const kept: KeptDay = { at: Date.now(), day, appointments: those, patients: named };
      void sealedDay.keep(id, session.sealingKeys(id), kept).catch(() => undefined);
    }, quiet);
    return () => {
      window.clearTimeout(timer);
      sealedDay.drop(id);
    };
  }, [id, day, appointments, patients, getPatientById]);
}

/** First and last moment, as ISO texts to compare with. */
function spanOf(day: string): { from: string; to: string } {
  return {
    from: dayjs(day).startOf('day').toISOString(),
    to: dayjs(day).endOf('day').toISOString(),
  };
}

/** @returns null where a patient is missing */
function wholeDay({ day, appointments, patients }: Omit<KeptDay, 'at'>): FirstDay | null {
  const named = new Map(patients.map((patient) => [patient.id, patient]));
  const isWhole = appointments.every(({ patient_id }) => named.has(patient_id));
  return isWhole ? { day, appointments, patients: named } : null;
}
