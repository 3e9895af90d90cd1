import dayjs from 'dayjs';
import { useMemo } from 'react';
import type { ScheduleEventData } from '@mantine/schedule';
import type { RowSyncState } from 'synchrone';
import { localMoment } from '../clinic/dates.ts';
import { fileName, shortPractitionerName } from '../clinic/people.ts';
import type { Appointment } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointments, usePatients, usePractitioners } from '../resources/hooks.ts';
import type { AgendaState } from './useAgendaState.ts';

/** What an appointment carries into the calendar library. */
export interface AgendaPayload {
  appointment: Appointment;
  practitioner: string;
  syncState: RowSyncState;
  [key: PropertyKey]: unknown;
}

export type AgendaEvent = ScheduleEventData<AgendaPayload>;

const noColor = '#66716f';

/** The appointments of the days and practitioners shown, as the calendar library wants them, in order of start. */
export function useAgendaEvents({ day, view, practitioners: shown }: AgendaState): AgendaEvent[] {
  const { appointments: words } = useMessages();
  const { appointments, syncState, rowKey } = useAppointments();
  const { patients, getPatientById } = usePatients();
  const { practitioners, getPractitionerById } = usePractitioners();
  return useMemo(() => {
    // The look-ups never change; what they find changes with the rows.
    void patients;
    void practitioners;
    const { from, to } = rangeOf(day, view);
    const visible = appointments.filter(
      ({ starts_at, ends_at, status, practitioner_id }) =>
        ends_at > from &&
        starts_at < to &&
        status !== 'cancelled' &&
        (shown.length === 0 || shown.includes(practitioner_id)),
    );
    return visible
      .sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1))
      .map((appointment): AgendaEvent => {
        const patient = getPatientById(appointment.patient_id);
        const practitioner = getPractitionerById(appointment.practitioner_id);
        return {
          id: rowKey(appointment),
          title: patient ? fileName(patient) : words.unknownPatient,
          start: dayjs(appointment.starts_at).format(localMoment),
          end: dayjs(appointment.ends_at).format(localMoment),
          color: practitioner?.color ?? noColor,
          resourceId: practitioner?.id ?? appointment.practitioner_id,
          payload: {
            appointment,
            practitioner: practitioner
              ? shortPractitionerName(practitioner)
              : words.unknownPractitioner,
            syncState: syncState(appointment.id),
          },
        };
      });
  }, [
    words,
    appointments,
    syncState,
    rowKey,
    patients,
    getPatientById,
    practitioners,
    getPractitionerById,
    day,
    view,
    shown,
  ]);
}

/** First and last moment of the day or week that holds `day`, as ISO texts to compare with. */
function rangeOf(day: string, view: AgendaState['view']): { from: string; to: string } {
  const unit = view === 'day' ? 'day' : 'isoWeek';
  return { from: dayjs(day).startOf(unit).toISOString(), to: dayjs(day).endOf(unit).toISOString() };
}
