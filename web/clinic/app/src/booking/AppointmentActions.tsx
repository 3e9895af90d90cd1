import { Box, Button, Menu } from '@mantine/core';
import { IconDots, IconFolder, IconTrash, IconCalendarX } from '../icons/icons.tsx';
import { useLocation } from 'wouter';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { undoable, undoableTogether } from '../undo/undo.ts';
import { patientPath } from '../app/paths.ts';
import { formatMoment } from '../clinic/dates.ts';
import { spokenName } from '../clinic/people.ts';
import type { Appointment } from '../clinic/types.ts';
import { followers } from '../clinic/visits.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointmentMutations, useAppointments } from '../resources/hooks.ts';
import { useKnownPatient } from '../resources/useKnownPatient.ts';
import { restOfSeries } from './series.ts';

/** Cancel, delete, and the way to the patient's file, at the foot of the form. */
export function AppointmentActions({ appointment }: { appointment: Appointment }) {
  const { actions, appointments: words, undo } = useMessages();
  const { open, leave } = useDialogs();
  const [, navigate] = useLocation();
  const patientOf = useKnownPatient();
  const { mutate, delete: remove } = useAppointmentMutations();
  const { appointments } = useAppointments();
  const patient = patientOf(appointment.patient_id);
  const name = patient ? spokenName(patient) : words.unknownPatient;
  const when = formatMoment(appointment.starts_at);
  const previousState = appointment;

  const askToCancel = () =>
    open({
      kind: 'confirm',
      title: words.cancelTitle,
      text: words.cancelText(name, when),
      action: words.cancel,
      keep: words.keep,
      onConfirm: () =>
        undoable(undo.cancelled(name), (options) =>
          mutate(appointment.id, { status: 'cancelled' }, { previousState, ...options }),
        ),
    });
  const rest = restOfSeries(appointment, appointments);
  const askToCancelSeries = () =>
    open({
      kind: 'confirm',
      title: words.cancelTitle,
      text: words.cancelSeriesText(name, rest.length),
      action: words.cancelSeries,
      keep: words.keep,
      onConfirm: () =>
        undoableTogether(undo.seriesCancelled(rest.length, name), (hold) => {
          for (const one of rest)
            hold((options) =>
              mutate(one.id, { status: 'cancelled' }, { previousState: one, ...options }),
            );
        }),
    });
  const askToDelete = () =>
    open({
      kind: 'confirm',
      title: words.deleteTitle,
      text: words.deleteText(name, when),
      action: actions.delete,
      onConfirm: () =>
        undoable(undo.deleted(`${name}, ${when}`), (options) =>
          remove(appointment.id, { previousState, ...options }),
        ),
    });

  return (
    <Menu position="top-start" shadow="md">
      <Menu.Target>
        <Button variant="subtle" color="gray" px="xs" aria-label={actions.more}>
          <IconDots size={18} aria-hidden="true" />
          <Box component="span" visibleFrom="xs" ms="xs">
            {actions.more}
          </Box>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {patient && (
          <Menu.Item
            leftSection={<IconFolder size={16} />}
            onClick={() => leave(() => navigate(patientPath(patient.id)))}
          >
            {words.openFile}
          </Menu.Item>
        )}
        {followers[appointment.status].includes('cancelled') && (
          <Menu.Item leftSection={<IconCalendarX size={16} />} onClick={askToCancel}>
            {words.cancel}
          </Menu.Item>
        )}
        {rest.length > 1 && (
          <Menu.Item leftSection={<IconCalendarX size={16} />} onClick={askToCancelSeries}>
            {words.cancelSeries}
          </Menu.Item>
        )}
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={askToDelete}>
          {actions.delete}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
