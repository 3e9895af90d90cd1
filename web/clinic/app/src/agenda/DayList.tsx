import { Button, EmptyState, UnstyledButton } from '@mantine/core';
import { IconCalendarOff } from '../icons/icons.tsx';
import { formatTime } from '../clinic/dates.ts';
import type { Appointment } from '../clinic/types.ts';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { RowSyncMark } from 'synchrone/streaming';
import card from './VisitCard.module.css';
import classes from './DayList.module.css';
import { NextStepButton } from '../waiting/NextStepButton.tsx';
import { StatusBadge } from './StatusBadge.tsx';
import type { AgendaEvent } from './useAgendaEvents.ts';

export interface DayListProps {
  /** In order of start. */
  events: readonly AgendaEvent[];
  onOpen(appointment: Appointment): void;
  onCreate(): void;
}

/** One day for the width of a phone: each appointment a card. */
export function DayList({ events, onOpen, onCreate }: DayListProps) {
  const { messages } = useLanguage();
  if (events.length === 0) {
    return (
      <EmptyState
        m="auto"
        p="xl"
        icon={<IconCalendarOff size={32} />}
        title={messages.agenda.emptyDayTitle}
        description={messages.agenda.emptyDayHint}
      >
        <EmptyState.Actions>
          <Button onClick={onCreate}>{messages.appointments.new}</Button>
        </EmptyState.Actions>
      </EmptyState>
    );
  }
  return (
    <ol className={classes.list} ref={scrollToNext}>
      {events.map((event) => (
        <DayEntry key={event.id} event={event} onOpen={onOpen} />
      ))}
    </ol>
  );
}

/** Today opens at the next appointment, not at the morning. */
function scrollToNext(list: HTMLOListElement | null): void {
  const now = new Date().toISOString();
  const entries = [...(list?.children ?? [])] as HTMLElement[];
  const next = entries.find((entry) => (entry.dataset['ends'] ?? '') > now);
  if (list && next && next !== entries[0]) list.scrollTop = next.offsetTop - list.offsetTop;
}

function DayEntry({
  event,
  onOpen,
}: {
  event: AgendaEvent;
  onOpen(appointment: Appointment): void;
}) {
  const { language } = useLanguage();
  const { appointment, practitioner, syncState } = event;
  return (
    <li className={classes.entry} data-ends={appointment.ends_at} data-event-id={event.id}>
      <span className={classes.time}>
        {formatTime(appointment.starts_at)}
        <span className={classes.end}>{formatTime(appointment.ends_at)}</span>
      </span>
      <span className={card.bar} style={{ background: event.color }} />
      <span className={card.body}>
        <span className={card.head}>
          <UnstyledButton
            className={`${card.name} ${classes.name}`}
            onClick={() => onOpen(appointment)}
          >
            {event.title}
          </UnstyledButton>
          <RowSyncMark state={syncState} language={language} />
        </span>
        <span className={card.meta}>
          {[practitioner, appointment.reason].filter(Boolean).join(' · ')}
        </span>
        <span className={classes.status}>
          <StatusBadge status={appointment.status} />
        </span>
      </span>
      <NextStepButton appointment={appointment} name={event.title} />
    </li>
  );
}
