import dayjs from 'dayjs';
import { useMemo } from 'react';
import type { RowSyncState } from 'synchrone/streaming';
import { isoDay } from '../clinic/dates.ts';
import { fileName, shortPractitionerName } from '../clinic/people.ts';
import type { Appointment } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import type { FirstDay } from '../resources/first-day.ts';
import { useAppointments, usePatients, usePractitioners } from '../resources/hooks.ts';
import type { AgendaState } from './useAgendaState.ts';

/** An appointment as the agenda shows it. */
export interface AgendaEvent {
  /** Stays the same when the server gives the record its id. */
  readonly id: string;
  readonly appointment: Appointment;
  /** The patient's name as it is filed. */
  readonly title: string;
  readonly practitioner: string;
  readonly practitionerId: string;
  readonly color: string;
  readonly syncState: RowSyncState;
  readonly day: string;
  /** Start and end in minutes after midnight of `day`. */
  readonly from: number;
  readonly to: number;
}

const noColor = '#66716f';

/**
 * The appointments of the days and practitioners shown, in order of start.
 * @param first in the place of the lists, which have not been read yet
 * @param isRead the appointments have: of `first` only the patients count
 */
export function useAgendaEvents(
  {
    day,
    view,
    practitioners: shown,
    withCancelled,
  }: Pick<AgendaState, 'day' | 'view' | 'practitioners' | 'withCancelled'>,
  first: FirstDay | null = null,
  isRead = first === null,
): AgendaEvent[] {
  const { appointments: words } = useMessages();
  const { appointments: listed, syncState, rowKey } = useAppointments();
  const { patients, getPatientById } = usePatients();
  const { practitioners, getPractitionerById } = usePractitioners();
  return useMemo(() => {
    // The look-ups never change; what they find changes with the rows.
    void patients;
    void practitioners;
    const { from, to } = rangeOf(day, view);
    const shownOnes = isRead ? listed : (first?.appointments ?? listed);
    const visible = shownOnes.filter(
      ({ starts_at, ends_at, status, practitioner_id }) =>
        ends_at > from &&
        starts_at < to &&
        (withCancelled || status !== 'cancelled') &&
        (shown.length === 0 || shown.includes(practitioner_id)),
    );
    return visible
      .sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1))
      .map((appointment): AgendaEvent => {
        const { patient_id } = appointment;
        const patient = getPatientById(patient_id) ?? first?.patients.get(patient_id);
        const practitioner = getPractitionerById(appointment.practitioner_id);
        const start = dayjs(appointment.starts_at);
        const minute = start.hour() * 60 + start.minute();
        return {
          id: rowKey(appointment),
          appointment,
          title: patient ? fileName(patient) : words.unknownPatient,
          practitioner: practitioner
            ? shortPractitionerName(practitioner)
            : words.unknownPractitioner,
          practitionerId: practitioner?.id ?? appointment.practitioner_id,
          color: practitioner?.color ?? noColor,
          syncState: syncState(appointment.id),
          day: start.format(isoDay),
          from: minute,
          to: Math.min(24 * 60, minute + dayjs(appointment.ends_at).diff(start, 'minute')),
        };
      });
  }, [
    words,
    first,
    isRead,
    listed,
    syncState,
    rowKey,
    patients,
    getPatientById,
    practitioners,
    getPractitionerById,
    day,
    view,
    shown,
    withCancelled,
  ]);
}

/** First and last moment of the day or week that holds `day`, as ISO texts to compare with. */
function rangeOf(day: string, view: AgendaState['view']): { from: string; to: string } {
  const unit = view === 'day' ? 'day' : 'isoWeek';
  return { from: dayjs(day).startOf(unit).toISOString(), to: dayjs(day).endOf(unit).toISOString() };
}
