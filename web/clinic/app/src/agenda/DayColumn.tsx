import { useMemo, type CSSProperties } from 'react';
import { clock, formatLongDay } from '../clinic/dates.ts';
import { isAbsent, openHours } from '../clinic/opening.ts';
import { useClosingDays } from '../clinic/useClosingDays.ts';
import { practitionerName } from '../clinic/people.ts';
import type { Appointment } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { Later } from '../parts/Later.tsx';
import classes from './AgendaGrid.module.css';
import { momentAt, placed, type AgendaColumn } from './columns.ts';
import { EventBox } from './EventBox.tsx';
import type { AgendaEvent } from './useAgendaEvents.ts';
import type { Dragged, EventDrag } from './useEventDrag.ts';

export interface DayColumnProps {
  column: AgendaColumn;
  events: readonly AgendaEvent[];
  hours: { from: number; to: number };
  slotMinutes: number;
  pixelsPerMinute: number;
  /** Place among the columns, from 0. The first slot of the first one is where the keyboard enters. */
  index: number;
  drag: EventDrag;
  /** An appointment that is held over this column. */
  ghost: Dragged | null;
  onOpen(appointment: Appointment): void;
  onCreate(startsAt: string, practitionerId?: string): void;
}

/** Pixels that two lines of an appointment need. */
const twoLines = 32;

/** A practitioner's day: when it is closed, the free slots, and the appointments over them. */
export function DayColumn({
  column,
  events,
  hours,
  slotMinutes,
  pixelsPerMinute,
  index,
  drag,
  ghost,
  onOpen,
  onCreate,
}: DayColumnProps) {
  const { agenda } = useMessages();
  const { day, practitioner } = column;
  const name = practitionerName(practitioner);
  const boxes = useMemo(() => placed(events), [events]);
  return (
    <div
      className={classes.column}
      data-column={column.key}
      data-begins={column.beginsDay || undefined}
      // Automatic placement would put the columns beside the line of now, which spans them.
      style={{ gridColumn: index + 2 }}
      role="group"
      aria-label={agenda.column(name, formatLongDay(day), events.length)}
    >
      <ClosedHours column={column} hours={hours} />
      <Later>
        <Slots
          column={column}
          events={events}
          hours={hours}
          slotMinutes={slotMinutes}
          isFirst={index === 0}
          onCreate={onCreate}
        />
      </Later>
      {boxes.map((box) => (
        <EventBox
          key={box.event.id}
          {...box}
          start={hours.from}
          drag={drag}
          isShort={(box.event.to - box.event.from) * pixelsPerMinute < twoLines}
          isHeld={drag.dragged?.event.id === box.event.id}
          onOpen={onOpen}
        />
      ))}
      {ghost && (
        <div className={classes.ghost} style={placeOf(ghost, hours.from)}>
          {clock(ghost.from)} – {clock(ghost.to)}
        </div>
      )}
    </div>
  );
}

/** Top and height of something, in the column's own minutes. */
export function placeOf({ from, to }: { from: number; to: number }, start: number): CSSProperties {
  return { '--at': from - start, '--long': to - from } as CSSProperties;
}

function ClosedHours({ column, hours }: Pick<DayColumnProps, 'column' | 'hours'>) {
  const { day, practitioner } = column;
  const closing = useClosingDays();
  if (isAbsent(practitioner, day))
    return <div className={classes.absent} style={placeOf(hours, hours.from)} />;
  const open = openHours(day, practitioner, closing);
  const edges = [hours.from, ...open.flatMap(({ from, to }) => [from, to]), hours.to];
  const closed = [];
  for (let index = 0; index < edges.length; index += 2)
    closed.push({ from: edges[index] ?? 0, to: edges[index + 1] ?? 0 });
  return closed
    .filter(({ from, to }) => to > from)
    .map((span) => (
      <div key={span.from} className={classes.closed} style={placeOf(span, hours.from)} />
    ));
}

/** A button for each free time; arrow keys move between them (useSlotKeys). */
function Slots({
  column,
  events,
  hours,
  slotMinutes,
  isFirst,
  onCreate,
}: Pick<DayColumnProps, 'column' | 'events' | 'hours' | 'slotMinutes' | 'onCreate'> & {
  isFirst: boolean;
}) {
  const { agenda } = useMessages();
  const closing = useClosingDays();
  const { day, practitioner } = column;
  const name = practitionerName(practitioner);
  const where = formatLongDay(day);
  const open = isAbsent(practitioner, day) ? [] : openHours(day, practitioner, closing);
  const isOpen = (from: number, to: number) =>
    open.some((span) => span.from <= from && to <= span.to);
  const taken = events.filter(({ appointment }) => appointment.status !== 'cancelled');
  const slots = [];
  for (let from = hours.from; from < hours.to; from += slotMinutes) {
    const to = from + slotMinutes;
    if (!taken.some((event) => event.from <= from && to <= event.to)) slots.push({ from, to });
  }
  const entry = slots.find(({ from, to }) => isOpen(from, to)) ?? slots[0];
  return slots.map((slot) => (
    <button
      key={slot.from}
      type="button"
      className={classes.slot}
      data-slot={slot.from}
      data-time={clock(slot.from)}
      tabIndex={isFirst && slot === entry ? 0 : -1}
      style={placeOf(slot, hours.from)}
      aria-label={(isOpen(slot.from, slot.to) ? agenda.freeSlot : agenda.closedSlot)(
        clock(slot.from),
        name,
        where,
      )}
      onClick={() => onCreate(momentAt(day, slot.from), practitioner.id)}
    />
  ));
}
