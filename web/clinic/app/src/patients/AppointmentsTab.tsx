import { ActionIcon } from '@mantine/core';
import { IconPlus } from '../icons/icons.tsx';
import { useMemo } from 'react';
import { StatusBadge } from '../agenda/StatusBadge.tsx';
import { useNow } from '../app/clock.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { formatFullDay, formatTime } from '../clinic/dates.ts';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { isUnread } from '../resources/unread.ts';
import { practitionerName } from '../clinic/people.ts';
import type { Appointment, Patient } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointments, usePractitioners } from '../resources/hooks.ts';
import { useIsOfPatient } from '../resources/useIsOfPatient.ts';
import { FileEntry } from './FileEntries.tsx';
import classes from './PatientFile.module.css';

/** A patient's appointments: those to come first, then the past from the newest. */
export function AppointmentsTab({ patient }: { patient: Patient }) {
  const { patients: messages, appointments: words } = useMessages();
  const { appointments, isLoading, error, getAll } = useAppointments();
  const { open } = useDialogs();
  const isOfPatient = useIsOfPatient(patient.id);
  const now = useNow();
  const [upcoming, past] = useMemo(() => {
    const mine = appointments
      .filter(isOfPatient)
      .sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1));
    const moment = now.toISOString();
    return [
      mine.filter((a) => a.ends_at >= moment),
      mine.filter((a) => a.ends_at < moment).reverse(),
    ];
  }, [appointments, isOfPatient, now]);

  if (isUnread({ isLoading, error }, appointments))
    return error === null ? (
      <LoadingRows rows={4} />
    ) : (
      <LoadFailed reason={error} onReload={getAll} />
    );
  return (
    <>
      <section className={classes.section}>
        <h3 className={classes.sectionHead}>
          {messages.upcoming}
          <ActionIcon
            size="sm"
            aria-label={words.new}
            onClick={() => open({ kind: 'appointment', draft: { patient_id: patient.id } })}
          >
            <IconPlus size={16} />
          </ActionIcon>
        </h3>
        <AppointmentEntries appointments={upcoming} none={messages.noUpcoming} />
      </section>
      <section className={classes.section}>
        <h3 className={classes.sectionHead}>{messages.past}</h3>
        <AppointmentEntries appointments={past} none={messages.noPast} />
      </section>
    </>
  );
}

function AppointmentEntries({
  appointments,
  none,
}: {
  appointments: readonly Appointment[];
  none: string;
}) {
  const { rowKey } = useAppointments();
  if (appointments.length === 0) return <p className={classes.none}>{none}</p>;
  return (
    <ul className={classes.entries}>
      {appointments.map((appointment) => (
        <AppointmentEntry key={rowKey(appointment)} appointment={appointment} />
      ))}
    </ul>
  );
}

function AppointmentEntry({ appointment }: { appointment: Appointment }) {
  const { appointments: words } = useMessages();
  const { syncState } = useAppointments();
  const { getPractitionerById } = usePractitioners();
  const { open } = useDialogs();
  const practitioner = getPractitionerById(appointment.practitioner_id);
  return (
    <FileEntry
      title={formatFullDay(appointment.starts_at)}
      onOpen={() => open({ kind: 'appointment', record: appointment })}
      syncState={syncState(appointment.id)}
      facts={[
        practitioner ? practitionerName(practitioner) : words.unknownPractitioner,
        appointment.reason,
      ]}
      when={formatTime(appointment.starts_at)}
      badge={<StatusBadge status={appointment.status} />}
    />
  );
}
