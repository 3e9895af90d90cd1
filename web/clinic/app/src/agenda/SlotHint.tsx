import { Alert, Button, Group } from '@mantine/core';
import { IconCalendarExclamation } from '@tabler/icons-react';
import formClasses from '../app/FormDialog.module.css';
import { findOverlap, freeStarts } from '../clinic/appointments.ts';
import { formatTime } from '../clinic/dates.ts';
import { shortPractitionerName } from '../clinic/people.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointments, usePractitioners } from '../resources/hooks.ts';
import { slotOf, type AppointmentValues } from './appointment-values.ts';

/** How many free slots are offered. */
const offered = 5;

export interface SlotHintProps {
  values: AppointmentValues;
  /** The appointment that is being moved does not stand in its own way. */
  exceptId: string | undefined;
  onPick(time: string): void;
}

/** Says at once that a slot is taken, with the nearest free ones: nobody waits for the server to refuse it. */
export function SlotHint({ values, exceptId, onPick }: SlotHintProps) {
  const { appointments: words } = useMessages();
  const { appointments } = useAppointments();
  const { getPractitionerById } = usePractitioners();
  const slot = slotOf(values);
  const practitioner = getPractitionerById(values.practitioner_id);
  if (slot === null || practitioner === undefined) return null;
  const wanted = { practitionerId: practitioner.id, exceptId, ...slot };
  const rival = findOverlap(appointments, wanted);
  if (rival === undefined) return null;
  const free = freeStarts(appointments, { ...wanted, minutes: Number(values.duration) }, offered);
  return (
    <Alert
      className={formClasses.full}
      color="yellow"
      variant="light"
      icon={<IconCalendarExclamation />}
      role="status"
    >
      {words.taken(
        shortPractitionerName(practitioner),
        formatTime(rival.starts_at),
        formatTime(rival.ends_at),
      )}
      {free.length > 0 && (
        <Group gap="xs" mt="xs" role="group" aria-label={words.freeSlots}>
          {free.map((start) => (
            <Button
              key={start.valueOf()}
              size="compact-sm"
              variant="default"
              onClick={() => onPick(start.format('HH:mm'))}
            >
              {start.format('HH:mm')}
            </Button>
          ))}
        </Group>
      )}
    </Alert>
  );
}
