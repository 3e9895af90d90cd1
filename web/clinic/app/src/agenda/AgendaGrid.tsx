import { ResourcesDayView, WeekView, type ScheduleLabelsOverride } from '@mantine/schedule';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { shortPractitionerName } from '../clinic/people.ts';
import type { Appointment, Practitioner } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePractitioners } from '../resources/hooks.ts';
import classes from './AgendaPage.module.css';
import { EventBody } from './EventBody.tsx';
import type { AgendaEvent } from './useAgendaEvents.ts';
import type { AgendaState } from './useAgendaState.ts';

export interface AgendaGridProps {
  state: AgendaState;
  events: AgendaEvent[];
  onOpen(appointment: Appointment): void;
  onCreate(startsAt: string, practitionerId?: string): void;
  onMove(appointment: Appointment, changes: Partial<Appointment>): void;
}

/** The clinic's day, and the steps in which appointments are moved. */
const hours = {
  startTime: '08:00:00',
  endTime: '19:00:00',
  intervalMinutes: 30,
  eventDragInterval: 5,
} as const;

/** The week in columns of days, or the day in rows of practitioners; appointments are dragged and resized. */
export function AgendaGrid(props: AgendaGridProps) {
  return props.state.view === 'week' ? <Week {...props} /> : <Day {...props} />;
}

function appointmentOf(event: { payload?: unknown }): Appointment {
  return (event.payload as { appointment: Appointment }).appointment;
}

function isoMoment(local: string): string {
  return dayjs(local).toISOString();
}

interface Moved {
  event: { payload?: unknown };
  newStart: string;
  newEnd: string;
  resourceId?: string | number;
}

function changesOf({ newStart, newEnd, resourceId }: Moved): Partial<Appointment> {
  return {
    starts_at: isoMoment(newStart),
    ends_at: isoMoment(newEnd),
    ...(resourceId === undefined ? {} : { practitioner_id: String(resourceId) }),
  };
}

function useLabels(): ScheduleLabelsOverride {
  const { agenda, actions } = useMessages();
  return useMemo(
    () => ({
      day: agenda.day,
      week: agenda.week,
      today: agenda.today,
      previous: actions.previous,
      next: actions.next,
      timeSlot: agenda.slot,
      weekday: agenda.weekday,
      more: actions.more,
      resource: agenda.practitioner,
      resources: agenda.practitioner,
      moreLabel: (hidden: number) => `+${hidden}`,
    }),
    [agenda, actions],
  );
}

function Week({ state, events, onOpen, onCreate, onMove }: AgendaGridProps) {
  const labels = useLabels();
  const move = (moved: Moved) => onMove(appointmentOf(moved.event), changesOf(moved));
  return (
    <WeekView
      className={classes.grid}
      classNames={{
        weekViewDayLabel: classes.dayLabel ?? '',
        weekViewSlotLabel: classes.timeLabel ?? '',
      }}
      {...hours}
      date={state.day}
      events={events}
      labels={labels}
      withHeader={false}
      withAllDaySlots={false}
      withWeekNumber={false}
      highlightToday
      slotHeight="4.5rem"
      radius={0}
      weekdayFormat="ddd"
      scrollAreaProps={{ mah: '100%' }}
      renderEventBody={(event) => <EventBody event={event as AgendaEvent} />}
      withEventsDragAndDrop
      withEventResize
      eventResizeInterval={5}
      onEventDrop={move}
      onEventResize={move}
      onEventClick={(event) => onOpen(appointmentOf(event))}
      onTimeSlotClick={({ slotStart }) => onCreate(isoMoment(slotStart))}
    />
  );
}

function Day({ state, events, onOpen, onCreate, onMove }: AgendaGridProps) {
  const labels = useLabels();
  const { practitioners } = usePractitioners();
  const resources = useMemo(
    () =>
      practitioners
        .filter(({ active, id }) =>
          state.practitioners.length === 0 ? active : state.practitioners.includes(id),
        )
        .map((practitioner) => ({
          id: practitioner.id,
          label: <ResourceLabel practitioner={practitioner} />,
        })),
    [practitioners, state.practitioners],
  );
  const move = (moved: Moved) => onMove(appointmentOf(moved.event), changesOf(moved));
  return (
    <ResourcesDayView
      className={classes.grid}
      classNames={{
        resourcesDayViewTimeLabel: classes.timeLabel ?? '',
        resourcesDayViewCorner: classes.corner ?? '',
        resourcesDayViewResourceLabel: classes.resourceLabel ?? '',
      }}
      {...hours}
      date={state.day}
      resources={resources}
      events={events}
      labels={labels}
      withHeader={false}
      radius={0}
      slotWidth="6rem"
      rowHeight="5rem"
      startScrollTime={scrollTimeOf(state.day)}
      renderEventBody={(event) => <EventBody event={event as AgendaEvent} brief />}
      withEventsDragAndDrop
      onEventDrop={move}
      withEventResize
      eventResizeInterval={5}
      onEventResize={move}
      onEventClick={(event) => onOpen(appointmentOf(event))}
      onTimeSlotClick={({ slotStart, resourceId }) =>
        onCreate(isoMoment(slotStart), resourceId === undefined ? undefined : String(resourceId))
      }
    />
  );
}

/** Today opens an hour before now, any other day at its beginning. */
function scrollTimeOf(day: string): string {
  const now = dayjs();
  return now.isSame(day, 'day') ? now.subtract(1, 'hour').format('HH:mm:00') : hours.startTime;
}

/** Who the row belongs to: the colour of their appointments, name, and what they do. */
function ResourceLabel({ practitioner }: { practitioner: Practitioner }) {
  return (
    <span className={classes.resource}>
      <span
        className={classes.resourceBar}
        style={{ background: practitioner.color ?? undefined }}
      />
      <span className={classes.resourceLines}>
        <span className={classes.resourceName}>{shortPractitionerName(practitioner)}</span>
        <span className={classes.resourceSpecialty}>{practitioner.specialty}</span>
      </span>
    </span>
  );
}
