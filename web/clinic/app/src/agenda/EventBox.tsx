import { IconArmchair, IconCheck, IconDoorExit, IconStethoscope } from '../icons/icons.tsx';
import type { CSSProperties } from 'react';
import { RowSyncMark } from 'synchrone/streaming';
import { useNow } from '../app/clock.tsx';
import { clock, isoDay } from '../clinic/dates.ts';
import type { Appointment, AppointmentStatus } from '../clinic/types.ts';
import { minutesSince, nextStep, type VisitStep } from '../clinic/visits.ts';
import { useLanguage, useMessages } from '../i18n/LanguageProvider.tsx';
import { useVisitStep } from '../waiting/useVisitStep.ts';
import classes from './AgendaGrid.module.css';
import type { PlacedEvent } from './columns.ts';
import { placeOf } from './DayColumn.tsx';
import type { AgendaEvent } from './useAgendaEvents.ts';
import type { EventDrag } from './useEventDrag.ts';

/** What the reception has to see from afar; planned and confirmed appointments are the ordinary case. */
function isNotable(status: AppointmentStatus): boolean {
  return status !== 'scheduled' && status !== 'confirmed';
}

export interface EventBoxProps extends PlacedEvent {
  /** The first minute that the column shows. */
  start: number;
  drag: EventDrag;
  isHeld: boolean;
  /** There is room for one line only. */
  isShort: boolean;
  onOpen(appointment: Appointment): void;
}

/** An appointment in its column: opened by a click, moved by its body, lengthened by its lower edge. */
export function EventBox(props: EventBoxProps) {
  const { event, lane, lanes, start, drag, isHeld, isShort, onOpen } = props;
  const { language, messages } = useLanguage();
  const { appointment, syncState } = event;
  const { status, reason } = appointment;
  const isCancelled = status === 'cancelled';
  const style = {
    ...placeOf(event, start),
    '--lane': lane,
    '--lanes': lanes,
    '--ink': event.color,
  } as CSSProperties;
  return (
    <div
      className={classes.box}
      data-event-id={event.id}
      data-status={status}
      data-held={isHeld || undefined}
      data-short={isShort || undefined}
      style={style}
    >
      <button
        type="button"
        className={classes.event}
        onPointerDown={(pointer) => {
          if (!isCancelled) drag.grab(pointer, event);
        }}
        onClick={() => {
          if (!drag.wasDragged()) onOpen(appointment);
        }}
      >
        <span className={classes.line}>
          <span className={classes.time}>
            {clock(event.from)}
            <span className={classes.spoken}>
              {' '}
              – {clock(event.to)}, {event.practitioner},
            </span>
          </span>{' '}
          <RowSyncMark state={syncState} language={language} />
          {status === 'confirmed' && (
            <IconCheck
              className={classes.mark}
              role="img"
              aria-label={messages.appointments.statuses.confirmed}
            />
          )}{' '}
          <span className={classes.name}>{event.title}</span>
        </span>
        <span className={classes.meta}>
          {isNotable(status) && <StatusWords appointment={appointment} />}
          {reason}
        </span>
      </button>
      <StepButton event={event} />
      {!isCancelled && (
        <span
          className={classes.edge}
          aria-hidden="true"
          onPointerDown={(pointer) => drag.grab(pointer, event, true)}
        />
      )}
    </div>
  );
}

/** "Arrivé depuis 12 min", in a colour of its own. */
function StatusWords({ appointment }: { appointment: Appointment }) {
  const { appointments: words, waiting } = useMessages();
  const now = useNow();
  const { status, arrived_at } = appointment;
  const minutes = status === 'arrived' ? minutesSince(arrived_at, now.valueOf()) : null;
  return (
    <strong className={classes.status}>
      {minutes === null ? words.statuses[status] : waiting.since(minutes)}
    </strong>
  );
}

const icons: Readonly<Record<VisitStep, typeof IconCheck>> = {
  arrive: IconArmchair,
  see: IconStethoscope,
  leave: IconDoorExit,
};

/** The next step of a visit of today, by one click. */
function StepButton({ event }: { event: AgendaEvent }) {
  const { waiting } = useMessages();
  const now = useNow();
  const take = useVisitStep();
  const step = nextStep(event.appointment);
  if (step === null || event.day !== now.format(isoDay)) return null;
  const Icon = icons[step];
  const label = `${waiting.steps[step]} : ${event.title}`;
  return (
    <button
      type="button"
      className={classes.step}
      aria-label={label}
      title={waiting.steps[step]}
      onClick={() => take(event.appointment, step)}
    >
      <Icon size={15} aria-hidden="true" />
    </button>
  );
}
