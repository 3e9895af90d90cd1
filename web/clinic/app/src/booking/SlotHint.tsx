import { Alert, Button, Group } from '@mantine/core';
import { IconCalendarExclamation } from '../icons/icons.tsx';
import type dayjs from 'dayjs';
import { useNow } from '../app/clock.tsx';
import formClasses from '../forms/FormDialog.module.css';
import { findOverlap } from '../clinic/appointments.ts';
import { formatMoment, formatTime, isoDay } from '../clinic/dates.ts';
import { freeStarts, isAbsent, isInHours } from '../clinic/opening.ts';
import { useClosingDays, useClosureName } from '../clinic/useClosingDays.ts';
import { practitionerName, shortPractitionerName } from '../clinic/people.ts';
import type { Appointment, Practitioner } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointments, usePractitioners } from '../resources/hooks.ts';
import { slotOf, type AppointmentValues } from './appointment-values.ts';

/** How many free slots are offered; as many as the server offers. */
const offered = 5;

export interface SlotHintProps {
  values: AppointmentValues;
  /** The appointment that is being moved does not stand in its own way. */
  moving: Appointment | undefined;
  onPick(start: dayjs.Dayjs): void;
}

/** Says at once that a slot cannot be had, with the nearest free ones, before the server refuses it. */
export function SlotHint({ values, moving, onPick }: SlotHintProps) {
  const { appointments: words } = useMessages();
  const { appointments } = useAppointments();
  const { getPractitionerById } = usePractitioners();
  const now = useNow();
  const closing = useClosingDays();
  const practitioner = getPractitionerById(values.practitioner_id);
  const problem = useProblem(values, practitioner, moving);
  const slot = slotOf(values);
  if (problem === null || slot === null || practitioner === undefined) return null;
  const wanted = {
    practitioner,
    patientId: values.patient_id,
    start: slot.start,
    minutes: Number(values.duration),
    moving,
    closing,
  };
  const free = freeStarts(appointments, wanted, offered, now);
  const day = (start: dayjs.Dayjs) => start.format(isoDay);
  return (
    <Alert
      className={formClasses.full}
      color="yellow"
      variant="light"
      icon={<IconCalendarExclamation />}
      role="status"
    >
      {problem}
      {free.length > 0 && (
        <Group gap="xs" mt="xs" role="group" aria-label={words.freeSlots}>
          {free.map((start) => (
            <Button
              key={start.valueOf()}
              size="compact-sm"
              variant="default"
              onClick={() => onPick(start)}
            >
              {day(start) === values.day
                ? start.format('HH:mm')
                : formatMoment(start.toISOString())}
            </Button>
          ))}
        </Group>
      )}
    </Alert>
  );
}

/** Why the slot does not suit; null: nothing is against it, or the appointment has it already. */
function useProblem(
  values: AppointmentValues,
  practitioner: Practitioner | undefined,
  moving: Appointment | undefined,
): string | null {
  const { appointments: words } = useMessages();
  const { appointments } = useAppointments();
  const closureOf = useClosureName();
  const slot = slotOf(values);
  if (slot === null || practitioner === undefined) return null;
  const { start, end } = slot;
  const isThere =
    moving?.practitioner_id === practitioner.id && start.isSame(moving.starts_at, 'minute');
  const { patient_id: patientId } = values;
  const wanted = { practitionerId: practitioner.id, patientId, exceptId: moving?.id, ...slot };
  const rival = findOverlap(appointments, wanted);
  if (rival !== undefined) {
    const [from, to] = [formatTime(rival.starts_at), formatTime(rival.ends_at)];
    const isOfPractitioner = rival.practitioner_id === practitioner.id;
    return words.taken(
      isOfPractitioner ? shortPractitionerName(practitioner) : words.thisPatient,
      from,
      to,
    );
  }
  if (isThere) return null;
  const closure = closureOf(values.day);
  if (closure !== null) return words.closedDay(closure);
  if (isAbsent(practitioner, values.day)) return words.absent(practitionerName(practitioner));
  if (isInHours(practitioner, start, end)) return null;
  return practitioner.hours == null
    ? words.closed
    : words.outOfHours(shortPractitionerName(practitioner));
}
