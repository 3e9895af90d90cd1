import { IconCheck } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { formatTime } from '../clinic/dates.ts';
import type { AppointmentStatus } from '../clinic/types.ts';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { RowSyncMark } from 'synchrone/ui';
import classes from './AgendaPage.module.css';
import type { AgendaEvent } from './useAgendaEvents.ts';

/** What the reception has to see from afar; planned and confirmed appointments are the ordinary case. */
function isNotable(status: AppointmentStatus): boolean {
  return status !== 'scheduled' && status !== 'confirmed';
}

/** What fits into an appointment's box: when, who, and how the sync is doing. */
export function EventBody({ event, brief }: { event: AgendaEvent; brief?: boolean }) {
  const { language, messages } = useLanguage();
  if (event.payload === undefined) return null;
  const { appointment, syncState } = event.payload;
  const { status, reason } = appointment;
  return (
    <span
      className={classes.event}
      data-status={status}
      data-brief={brief || undefined}
      style={{ '--event-ink': event.color } as CSSProperties}
    >
      <span className={classes.eventLine}>
        <span className={classes.eventTime}>{formatTime(appointment.starts_at)}</span>
        <RowSyncMark state={syncState} language={language} />
        {status === 'confirmed' && (
          <IconCheck
            className={classes.eventCheck}
            role="img"
            aria-label={messages.appointments.statuses.confirmed}
          />
        )}
        <span className={classes.eventName}>{event.title}</span>
      </span>
      <span className={classes.eventMeta}>
        {[isNotable(status) && messages.appointments.statuses[status], reason]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </span>
  );
}
