import type { AppointmentStatus } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './StatusBadge.module.css';

/** How far an appointment has come, in a word. The ordinary state is left out: it would be noise. */
export function StatusBadge({ status }: { status: AppointmentStatus }) {
  const { appointments } = useMessages();
  if (status === 'scheduled') return null;
  return (
    <span className={classes.badge} data-status={status}>
      {appointments.statuses[status]}
    </span>
  );
}
